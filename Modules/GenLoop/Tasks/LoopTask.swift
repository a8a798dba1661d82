import Reactor

/// Work that goes on beside its creator, on a fibre of its own; asyncio's `Task`.
///
/// (Not called `Task`, since whoever imports this still wants Swift's.)
public final class LoopTask<Value> {
  private var outcome: Result<Value, any Error>?
  private var fiber: Fiber?
  private var callbacks: [(LoopTask<Value>) -> Void] = []

  init(name: String, _ body: @escaping () throws -> Value) throws {
    fiber = try Fiber.spawn(name: name) { [self] in
      finish(Result { try body() })
    }
  }

  /// Whether it has ended.
  public var isDone: Bool { outcome != nil }

  /// Its outcome, nil while it runs.
  public var result: Result<Value, any Error>? { outcome }

  /// Waits for its value.
  ///
  /// - Returns: What its body returned.
  /// - Throws: What its body threw; ``GenCancelledError`` also when the *waiting* task is cancelled.
  @discardableResult
  public func value() throws -> Value {
    try fiber?.join()
    // Invariant: the fibre's last act is to set the outcome.
    guard let outcome else { fatalError("a task ended without an outcome") }
    return try outcome.get()
  }

  /// Cancels it: its present wait, and each later one, throws ``GenCancelledError``.
  public func cancel() {
    fiber?.cancel()
  }

  /// Has `callback` called when it ends; at once if it has.
  public func addDoneCallback(_ callback: @escaping (LoopTask<Value>) -> Void) {
    if isDone { callback(self) } else { callbacks.append(callback) }
  }

  private func finish(_ outcome: Result<Value, any Error>) {
    self.outcome = outcome
    for callback in callbacks { callback(self) }
    callbacks = []
  }
}

/// Starts `body` beside the caller; asyncio's `create_task`.
///
/// - Parameters:
///   - name: For logs and reports.
///   - body: Runs when its turn comes.
/// - Returns: The task.
/// - Throws: `ReactorError.notOnFiber` away from a loop, `ReactorError.closed` while it shuts down.
@discardableResult
public func createTask<Value>(
  name: String = "task",
  _ body: @escaping () throws -> Value
) throws -> LoopTask<Value> {
  try LoopTask(name: name, body)
}

extension LoopTask {
  /// Waits until it has ended, through any cancellation of the caller.
  func waitUncancellably() throws {
    try withShield { try fiber?.join() }
  }
}

/// Throws ``GenCancelledError`` where a wait would: for work that computes long without waiting.
///
/// - Throws: ``GenCancelledError``.
public func checkCancellation() throws {
  if Fiber.current?.isCancelled == true { throw CancellationError() }
}
