import Reactor

/// A flag that tasks can wait for; asyncio's `Event`.
public final class Event {
  /// Whether it is set.
  public private(set) var isSet = false
  private var lot = ParkingLot()

  /// An event that is not set.
  public init() {}

  /// Sets it, and wakes all who wait.
  public func set() {
    isSet = true
    lot.unparkAll()
  }

  /// Unsets it: later waits wait.
  public func clear() { isSet = false }

  /// Waits until it is set.
  ///
  /// - Throws: ``GenCancelledError``.
  public func wait() throws {
    guard !isSet else { return }
    try Fiber.park { lot.add($0) }
  }
}
