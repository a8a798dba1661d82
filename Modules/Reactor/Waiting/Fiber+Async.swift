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
  public static func wait<T: Sendable>(
    abandoning: Bool = false,
    _ function: @escaping @Sendable () async throws -> T
  ) throws -> T {
    guard let scheduler = Scheduler.current, let fiber = Fiber.current else {
      throw ReactorError.notOnFiber(operation: "Fiber.wait")
    }
    guard !fiber.isCancelled else { throw CancellationError() }
    let outcome = Outcome<T>()
    let delivery = Delivery(LoopBound(outcome, of: scheduler), scheduler.reactor)
    let task = Task(executorPreference: scheduler.taskExecutor) {
      do { delivery.deliver(.success(try await function())) } catch {
        delivery.deliver(.failure(error))
      }
    }
    do {
      try outcome.wait()
    } catch {
      task.cancel()
      if !abandoning { try outcome.waitUncancellably() }
    }
    guard let result = outcome.result else { throw CancellationError() }
    return try result.get()
  }
}

/// The result of a task that a fibre waits for; on the loop.
private final class Outcome<T> {
  private(set) var result: Result<T, any Error>?
  private var waiter: Parking?

  func wait() throws {
    guard result == nil else { return }
    try Fiber.park { waiter = $0 }
  }

  func waitUncancellably() throws {
    guard result == nil else { return }
    try Fiber.parkUncancellably { waiter = $0 }
  }

  func set(_ result: Result<T, any Error>) {
    self.result = result
    waiter?.unpark()
  }
}

/// Brings a task's result home.
///
/// Nearly always the task ends on the loop already; after the loop has closed nobody waits any
/// more.
private struct Delivery<T: Sendable>: Sendable {
  private let outcome: LoopBound<Outcome<T>>
  private let reactor: Reactor?

  init(_ outcome: LoopBound<Outcome<T>>, _ reactor: Reactor?) {
    self.outcome = outcome
    self.reactor = reactor
  }

  func deliver(_ result: Result<T, any Error>) {
    if outcome.isHome { return outcome.value.set(result) }
    try? reactor?.submit { [outcome] in outcome.value.set(result) }
  }
}
