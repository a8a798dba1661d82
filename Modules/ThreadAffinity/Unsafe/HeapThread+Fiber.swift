extension HeapThreadCallable {
  /// Runs `body` on the thread while the calling fibre is parked.
  ///
  /// Inlinable, so that what depends on the types is compiled where they are known; what is left is one
  /// allocation, for the work.
  @inlinable
  func callFromFiber<Value: Sendable>(
    _ checkpoint: Checkpoint?,
    _ body: @escaping @Sendable (Self) throws -> Value
  ) throws -> Value {
    var outcome: Result<Value, any Error>?
    try withUnsafeMutablePointer(to: &outcome) { outcome in
      let outcome = OutcomeSlot(outcome)
      try wait(for: { outcome.set(Result { try body(self) }) }, checkpoint)
    }
    guard let outcome else { throw HeapThreadError.closed }
    return try outcome.get()
  }
}

extension HeapThread {
  /// Runs `work` on the thread while the calling fibre is parked: before this returns, or never.
  @usableFromInline
  func wait(for work: @escaping @Sendable () -> Void, _ checkpoint: Checkpoint?) throws {
    try FiberCall.wait(for: work, on: self, checkpoint)
  }
}

/// Where a call leaves its result: on the stack of the fibre that waits for it.
///
/// Proof of Sendable: only the work writes, and the fibre reads when it has ended (see ``FiberCall``). The
/// work runs before the wait for it returns, or never, so the stack is there.
@usableFromInline
struct OutcomeSlot<Value>: @unchecked Sendable {
  @usableFromInline let slot: UnsafeMutablePointer<Result<Value, any Error>?>

  @inlinable
  init(_ slot: UnsafeMutablePointer<Result<Value, any Error>?>) { self.slot = slot }

  @inlinable
  func set(_ outcome: Result<Value, any Error>) { slot.pointee = outcome }
}
