/// A ``Semaphore`` that notices when a permit is given back that nobody had; asyncio's
/// `BoundedSemaphore`.
public final class BoundedSemaphore {
  /// How many permits there are, free or not.
  public let bound: Int
  private let permits: Semaphore

  /// A semaphore of `value` permits; fewer than none are none.
  public init(_ value: Int = 1) {
    permits = Semaphore(value)
    bound = permits.value
  }

  /// How many are free.
  public var value: Int { permits.value }
  /// Whether the next ``acquire()`` would wait.
  public var isLocked: Bool { permits.isLocked }

  /// Waits for a permit, and takes it.
  ///
  /// - Throws: ``GenCancelledError``; no permit is taken then.
  public func acquire() throws {
    try permits.acquire()
  }

  /// Gives a permit back: to who has waited longest, or to the free ones.
  ///
  /// - Throws: ``GenLoopError/releasedTooOften``.
  public func release() throws(GenLoopError) {
    guard permits.value < bound else { throw .releasedTooOften }
    permits.release()
  }

  /// Runs `body` with a permit.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenCancelledError``.
  public func withPermit<T>(_ body: () throws -> T) throws -> T {
    try permits.withPermit(body)
  }
}
