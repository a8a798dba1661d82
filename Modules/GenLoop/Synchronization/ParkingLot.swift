import Reactor

/// Fibres that wait for one thing, first come, first served: what the primitives here are built on.
///
/// A fibre that is cancelled while it waits leaves the lot; one that was woken first keeps what it
/// was woken for. The model is trio's `ParkingLot`.
struct ParkingLot {
  private var waiting: [Parking] = []

  /// How many wait.
  var count: Int { waiting.lazy.filter(\.isWaiting).count }

  mutating func add(_ parking: Parking) {
    waiting.append(parking)
  }

  /// Wakes the one that has waited longest; false if nobody waits.
  @discardableResult
  mutating func unparkFirst() -> Bool {
    while !waiting.isEmpty {
      if waiting.removeFirst().unpark() { return true }
    }
    return false
  }

  mutating func unparkAll() {
    for parking in waiting { parking.unpark() }
    waiting = []
  }
}
