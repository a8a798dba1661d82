import Reactor

/// A flag that tasks can wait for; asyncio's `Event`.
///
/// ```swift
/// let ready = Event()
/// try createTask { try ready.wait(); print("go") }
/// ready.set()
/// ```
public final class Event {
  /// Whether it is set.
  public private(set) var isSet = false
  private let lot = ParkingLot()

  /// An event that is not set.
  public init() {}

  /// Sets it, and wakes all who wait.
  public func set() {
    isSet = true
    lot.unparkAll()
  }

  /// Unsets it: later waits wait.
  ///
  /// Who was woken before still goes on.
  public func clear() { isSet = false }

  /// Waits until it is set.
  ///
  /// - Throws: ``GenCancelledError``.
  public func wait() throws {
    if !isSet { try lot.park("Event.wait()") }
  }
}
