import Reactor

/// Mutual exclusion between tasks, first come, first served; asyncio's `Lock`.
///
/// Code between two waits is never interrupted by another task, so a lock is wanted only around
/// work that waits in the middle.
///
/// ```swift
/// try lock.withLock { try connection.write(request); return try connection.read() }
/// ```
///
/// It is not re-entrant: who has it and acquires it again waits for ever.
public final class Lock {
  /// Whether somebody has it.
  public private(set) var isLocked = false
  private let lot = ParkingLot()

  /// A free lock.
  public init() {}

  /// Waits until the lock is free, and takes it.
  ///
  /// - Throws: ``GenCancelledError``; the lock is not taken then.
  public func acquire() throws {
    // `release` leaves it locked and wakes us: so nobody can come in between.
    if isLocked { try lot.park("Lock.acquire()") } else { isLocked = true }
  }

  /// Takes the lock if it is free.
  ///
  /// - Returns: Whether it was.
  public func tryAcquire() -> Bool {
    guard !isLocked else { return false }
    isLocked = true
    return true
  }

  /// Gives the lock to who has waited longest, or frees it.
  ///
  /// - Throws: ``GenLoopError/lockNotHeld(operation:)``.
  public func release() throws(GenLoopError) {
    guard isLocked else { throw .lockNotHeld(operation: "Lock.release()") }
    handOn()
  }

  /// Runs `body` with the lock.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenCancelledError``.
  public func withLock<T>(_ body: () throws -> T) throws -> T {
    try acquire()
    defer { handOn() }
    return try body()
  }

  /// Takes the lock, through any cancellation.
  func acquireUncancellably() throws {
    if isLocked { try lot.parkUncancellably("Lock.acquire()") } else { isLocked = true }
  }

  private func handOn() {
    if !lot.unparkFirst() { isLocked = false }
  }
}
