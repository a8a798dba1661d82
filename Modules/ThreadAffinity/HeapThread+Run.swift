/// What the calls need of a ``HeapThread``, with the subclass's own type.
///
/// Every `HeapThread` is one; there is nothing to conform to.
public protocol HeapThreadCallable: HeapThread {}

extension HeapThread: HeapThreadCallable {}

// MARK: - Calls

extension HeapThreadCallable {
  /// Runs `body` on the object's thread, from `async` code, and returns its result.
  ///
  /// A call that is cancelled before its turn does not run, and its caller need not wait for the turn. Once it
  /// runs it is not disturbed; `queue` is for work that is to stop in the middle.
  ///
  /// - Parameter body: What to do with the object; it must not keep it.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `CancellationError`; ``HeapThreadError``.
  @inlinable
  @discardableResult
  nonisolated(nonsending) public func run<Value: Sendable>(
    _ body: @escaping @Sendable (Self) throws -> Value
  ) async throws -> Value {
    try await callFromTask(nil, body)
  }

  /// Runs `body` on the object's thread without `await`, and returns its result: on a fibre, which is parked
  /// meanwhile, or on a thread that may be blocked.
  ///
  /// Otherwise like the `async` form. At the top level of a `main.swift` Swift takes this one, even after
  /// `await`; it holds up the main actor.
  ///
  /// - Parameter body: What to do with the object; it must not keep it.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `CancellationError`; ``HeapThreadError``, of which
  ///   ``HeapThreadError/wouldBlock`` where the calling thread runs Swift tasks or a loop.
  @inlinable
  @discardableResult
  public func run<Value: Sendable>(
    _ body: @escaping @Sendable (Self) throws -> Value
  ) throws -> Value {
    try callFromFiber(nil, body)
  }

  /// Has `body` run on the object's thread, without waiting: from anywhere, at once.
  ///
  /// Its errors, and the ``HeapThreadError`` of one that was accepted but never got its turn, go to the
  /// exception handler.
  ///
  /// - Parameter body: What to do with the object; it must not keep it.
  /// - Throws: ``HeapThreadError/full(limit:)`` if it would have to wait for room,
  ///   ``HeapThreadError/closed`` and the like when calls are refused.
  public func post(_ body: @escaping @Sendable (Self) throws -> Void) throws(HeapThreadError) {
    try worker.submitHastily(.call(PostedCall(on: self, body)), for: self)
  }
}
