import Reactor

/// A lock, and waiting for a change of what it guards; asyncio's `Condition`.
///
/// ```swift
/// try condition.withLock { try condition.wait { stock > 0 }; stock -= 1 }      // a customer
/// try condition.withLock { stock += 1; try condition.notify() }                // the supplier
/// ```
public final class Condition {
  /// The lock that waiting gives up for a while; several conditions can share it.
  public let lock: Lock
  private let lot = ParkingLot()

  /// A condition with a lock of its own, or with one that others use too.
  public init(lock: Lock = Lock()) { self.lock = lock }

  /// Runs `body` with the lock.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenCancelledError``.
  public func withLock<T>(_ body: () throws -> T) throws -> T {
    try lock.withLock(body)
  }

  /// Gives the lock up, waits for a notification, and takes the lock again.
  ///
  /// - Throws: ``GenCancelledError``, and the lock is held then too, since it was outside;
  ///   ``GenLoopError/lockNotHeld(operation:)``.
  public func wait() throws {
    try checkLock("Condition.wait()")
    try lock.release()
    let outcome = Result { try lot.park("Condition.wait()") }
    try lock.acquireUncancellably()
    try outcome.get()
  }

  /// Waits until `predicate` holds; it is asked at once, and after each notification.
  ///
  /// - Throws: ``GenCancelledError``, what `predicate` throws,
  ///   ``GenLoopError/lockNotHeld(operation:)``.
  public func wait(until predicate: () throws -> Bool) throws {
    while try !predicate() { try wait() }
  }

  /// Wakes up to `count` of those who wait, who have waited longest; each goes on when it has the lock.
  ///
  /// - Throws: ``GenLoopError/lockNotHeld(operation:)``.
  public func notify(_ count: Int = 1) throws(GenLoopError) {
    try checkLock("Condition.notify(_:)")
    for _ in 0..<max(0, count) where !lot.unparkFirst() { return }
  }

  /// Wakes all who wait; they go on one by one, as they get the lock.
  ///
  /// - Throws: ``GenLoopError/lockNotHeld(operation:)``.
  public func notifyAll() throws(GenLoopError) {
    try checkLock("Condition.notifyAll()")
    lot.unparkAll()
  }

  private func checkLock(_ operation: String) throws(GenLoopError) {
    guard lock.isLocked else { throw .lockNotHeld(operation: operation) }
  }
}
