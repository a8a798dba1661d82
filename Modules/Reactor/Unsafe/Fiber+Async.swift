extension Fiber {
  /// Runs an `async` function from a fibre, and parks the fibre until it has its result.
  ///
  /// The function runs as a Swift task that prefers this reactor's loop, so while it does not hop to
  /// an actor or the like it stays on this thread. Cancelling the fibre cancels the task; the
  /// fibre still waits for it to end, unless `abandoning`.
  ///
  /// ```swift
  /// let user = try Fiber.wait { try await database.user(id) }
  /// ```
  ///
  /// - Parameters:
  ///   - abandoning: Whether a cancelled wait throws at once and leaves the task to end by itself:
  ///     for functions of strangers, which may ignore their cancellation.
  ///   - function: The work.
  /// - Returns: What `function` returns.
  /// - Throws: What `function` throws; `CancellationError` when the fibre is cancelled;
  ///   ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
  @discardableResult
  @inlinable
  public static func wait<T: Sendable>(
    abandoning: Bool = false,
    _ function: @escaping @Sendable () async throws -> T
  ) throws -> T {
    // Proof that sharing it is sound: the task sets it, once, before it tells, and this looks at it after. Both
    // are on the loop's thread, or the loop's mailbox lies between the two.
    nonisolated(unsafe) var result: Result<T, any Error>?
    let wait = try TaskWait()
    try wait.park(abandoning: abandoning) {
      do { result = .success(try await function()) } catch { result = .failure(error) }
      wait.tell()
    }
    // Invariant: a task's last deed but one is to set the result.
    guard let result else { preconditionFailure("a task has ended without its result") }
    return try result.get()
  }
}
