import Reactor

extension HeapThread {
  /// Starts the thread and waits for its set-up, from `async` code.
  ///
  /// Not needed, since the first call starts it: only to learn of a set-up's failure early.
  ///
  /// - Throws: ``HeapThreadError/setupFailed(_:)``, `CancellationError`.
  nonisolated(nonsending) public func start() async throws {
    try await run { _ in }
  }

  /// Starts the thread and waits for its set-up, without `await`: on a fibre, or a thread that may be blocked.
  ///
  /// - Throws: ``HeapThreadError/setupFailed(_:)``, ``HeapThreadError/wouldBlock``, `CancellationError`.
  public func start() throws {
    try run { _ in }
  }

  /// Closes the thread without waiting for its end: from anywhere, at once.
  ///
  /// Otherwise like `close(immediate:)`, which may follow it; aiointernal's `shutdown`.
  ///
  /// - Parameter immediate: Whether to refuse what is queued.
  public func shutDown(immediate: Bool = false) {
    worker.close(immediately: immediate, keeping: self)
  }

  /// Closes the thread and waits for its end, from `async` code.
  ///
  /// Calls that are queued still run, unless `immediate`: then they end with
  /// ``HeapThreadError/closed``, and stepwise work ends with it at its next step. A body in progress always
  /// runs to its end. Those that wait for room in a full queue are refused either way. Closing again waits
  /// for the same end; an immediate close may follow a patient one.
  ///
  /// - Parameter immediate: Whether to refuse what is queued.
  nonisolated(nonsending) public func close(immediate: Bool = false) async {
    shutDown(immediate: immediate)
    await withCheckedContinuation { continuation in worker.whenEnded { continuation.resume() } }
  }

  /// Closes the thread and waits for its end, through any cancellation, without `await`: on a fibre, or a
  /// thread that may be blocked.
  ///
  /// Otherwise like the `async` form. A body on the thread itself may close it too; that does not wait.
  ///
  /// - Parameter immediate: Whether to refuse what is queued.
  /// - Throws: ``HeapThreadError/wouldBlock``, and then nothing is closed.
  public func close(immediate: Bool = false) throws {
    if isCurrent {
      shutDown(immediate: immediate)
    } else if Fiber.isRunning {
      try withShield { try Fiber.wait { await self.close(immediate: immediate) } }
    } else {
      try ThreadCall.checkMayBlock()
      shutDown(immediate: immediate)
      let bell = Bell()
      worker.whenEnded { bell.ring() }
      bell.wait()
    }
  }
}
