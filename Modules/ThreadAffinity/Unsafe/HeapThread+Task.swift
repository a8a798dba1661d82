extension HeapThreadCallable {
  /// Runs `body` on the thread while the calling task is suspended.
  ///
  /// Inlinable, so that what depends on the types is compiled where they are known. That threads share the
  /// outcome is sound: the work runs before the wait returns, or never, and only then it is looked at.
  @inlinable
  nonisolated(nonsending) func callFromTask<Value: Sendable>(
    _ checkpoint: Checkpoint?,
    _ body: @escaping @Sendable (Self) throws -> Value
  ) async throws -> Value {
    nonisolated(unsafe) var outcome: Result<Value, any Error>?
    try await wait(for: { outcome = Result { try body(self) } }, checkpoint)
    // Invariant: a wait for work that did not run throws.
    guard let outcome else { preconditionFailure("a call was neither run nor refused") }
    return try outcome.get()
  }
}

extension HeapThread {
  /// Has `work` done on the thread while the calling task is suspended: before this returns, or never.
  @usableFromInline
  nonisolated(nonsending) func wait(
    for work: @escaping @Sendable () -> Void,
    _ checkpoint: Checkpoint?
  ) async throws {
    try Task.checkCancellation()
    let cancellation = Cancellation(of: worker, checkpoint)
    try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { caller in
        guard let ticket = worker.submit(.call(AsyncCall(work, caller)), for: self) else { return }
        cancellation.submitted(ticket)
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}
