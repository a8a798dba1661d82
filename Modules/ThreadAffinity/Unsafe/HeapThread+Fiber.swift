import Reactor

extension HeapThreadCallable {
  /// Runs `body` on the thread while the calling fibre is parked, or the calling thread blocked.
  ///
  /// Inlinable, so that what depends on the types is compiled where they are known.
  @inlinable
  func callFromFiber<Value: Sendable>(
    _ checkpoint: Checkpoint?,
    _ body: @escaping @Sendable (Self) throws -> Value
  ) throws -> Value {
    var work = FiberWork(on: self, body)
    try withUnsafeMutablePointer(to: &work) { try wait(for: FiberWorkReference($0), checkpoint) }
    // Invariant: a wait for work that did not run throws.
    guard let outcome = work.outcome else {
      preconditionFailure("a call was neither run nor refused")
    }
    return try outcome.get()
  }
}

extension HeapThread {
  /// Has `work` done on the thread while the calling fibre is parked, or the calling thread blocked: before
  /// this returns, or never.
  @usableFromInline
  func wait(for work: FiberWorkReference, _ checkpoint: Checkpoint?) throws {
    guard !isCurrent else { throw HeapThreadError.deadlock }
    if Fiber.isRunning {
      try FiberCall.wait(for: work, on: self, checkpoint)
    } else {
      try ThreadCall.wait(for: work, on: self)
    }
  }
}
