extension Reactor {
  /// Runs `body` on a new fibre of this reactor, from async code, and returns its result.
  ///
  /// Cancelling the calling task cancels the fibre: the wait it stands in throws `CancellationError`.
  ///
  /// ```swift
  /// let page = try await reactor.run { try fetchOnTheLoop() }
  /// ```
  ///
  /// - Parameters:
  ///   - name: The fibre's name.
  ///   - stack: The fibre's stack.
  ///   - priority: When the fibre gets its turns.
  ///   - body: Plain synchronous code that may wait.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``ReactorError/closed`` when the reactor has ended.
  @discardableResult
  public func run<T: Sendable>(
    name: String = "run",
    stack: StackSize = .small,
    priority: FiberPriority = .normal,
    _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    let remote = RemoteFiber()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        do {
          try submit { [scheduler] in
            scheduler.value.begin(name, stack, priority, remote, body) {
              continuation.resume(with: $0)
            }
          }
        } catch {
          continuation.resume(throwing: error)
        }
      }
    } onCancel: {
      try? submit { remote.cancel() }
    }
  }
}

extension Scheduler {
  /// Starts `body` on a fibre for somebody elsewhere, who is told the result once.
  fileprivate func begin<T: Sendable>(
    _ name: String,
    _ stack: StackSize,
    _ priority: FiberPriority,
    _ remote: RemoteFiber,
    _ body: @escaping @Sendable () throws -> T,
    _ tell: @escaping (Result<T, any Error>) -> Void
  ) {
    do {
      let fiber = try spawn(name: name, stack: stack, priority: priority) {
        tell(Result { try body() })
      }
      remote.set(LoopBound(fiber, of: self))
    } catch {
      tell(.failure(error))
    }
  }
}

/// The fibre behind a ``Reactor/run(name:stack:priority:_:)``, for its cancellation, which may come first.
private final class RemoteFiber: Sendable {
  private enum State {
    case none
    case cancelled
    case started(LoopBound<Fiber>)
  }

  private let state = Guarded(State.none)

  /// On the loop.
  func set(_ fiber: LoopBound<Fiber>) {
    let wasCancelled = state.withLock { state in
      defer { state = .started(fiber) }
      return if case .cancelled = state { true } else { false }
    }
    if wasCancelled { fiber.value.cancel() }
  }

  /// On the loop.
  func cancel() {
    let fiber: LoopBound<Fiber>? = state.withLock { state in
      if case .started(let fiber) = state { return fiber }
      state = .cancelled
      return nil
    }
    fiber?.value.cancel()
  }
}
