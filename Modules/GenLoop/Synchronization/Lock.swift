import Reactor

/// Mutual exclusion between tasks, first come, first served; asyncio's `Lock`.
public final class Lock {
  /// Whether somebody has it.
  public private(set) var isLocked = false
  private var lot = ParkingLot()

  /// A free lock.
  public init() {}

  /// Waits until the lock is free, and takes it.
  ///
  /// - Throws: ``GenCancelledError``; the lock is not taken then.
  public func acquire() throws {
    guard isLocked else {
      isLocked = true
      return
    }
    // `release` leaves it locked and wakes us: so nobody can come in between.
    try Fiber.park { lot.add($0) }
  }

  /// Gives the lock to who has waited longest, or frees it.
  public func release() {
    if !lot.unparkFirst() { isLocked = false }
  }

  /// Runs `body` with the lock.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenCancelledError``.
  public func withLock<T>(_ body: () throws -> T) throws -> T {
    try acquire()
    defer { release() }
    return try body()
  }
}
