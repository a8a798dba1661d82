import Reactor

/// A number of permits, first come, first served; asyncio's `Semaphore`.
public final class Semaphore {
  /// How many are free.
  public private(set) var value: Int
  private var lot = ParkingLot()

  /// A semaphore of `value` permits; fewer than none are none.
  public init(_ value: Int = 1) { self.value = max(0, value) }

  /// Waits for a permit, and takes it.
  ///
  /// - Throws: ``GenCancelledError``; no permit is taken then.
  public func acquire() throws {
    guard value == 0 else {
      value -= 1
      return
    }
    try Fiber.park { lot.add($0) }
  }

  /// Gives a permit back: to who has waited longest, or to the rest.
  public func release() {
    if !lot.unparkFirst() { value += 1 }
  }

  /// Runs `body` with a permit.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenCancelledError``.
  public func withPermit<T>(_ body: () throws -> T) throws -> T {
    try acquire()
    defer { release() }
    return try body()
  }
}
