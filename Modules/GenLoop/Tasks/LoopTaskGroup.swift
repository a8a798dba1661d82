import Reactor

/// Tasks that end with a block; see ``withTaskGroup(_:)``.
public final class LoopTaskGroup {
  private let work = JointWork(.collect)
  private var isClosed = false

  fileprivate init() {}

  /// Starts `body` in the group; asyncio's `TaskGroup.create_task`.
  ///
  /// The group's own tasks may start others.
  ///
  /// - Returns: The task. Its error is the group's business, whether its value is asked for or not.
  /// - Throws: ``GenLoopError/taskGroupClosed`` once a task has failed or the group is over.
  @discardableResult
  public func createTask<Value>(
    name: String = "task",
    _ body: @escaping () throws -> Value
  ) throws -> LoopTask<Value> {
    guard !isClosed, work.errors.isEmpty else { throw GenLoopError.taskGroupClosed }
    return try work.start(name: name, body)
  }

  /// Cancels every task that runs now; the group goes on.
  public func cancelAll() {
    work.cancelAll()
  }

  fileprivate func run<T>(_ body: (LoopTaskGroup) throws -> T) throws -> T {
    let outcome = Result { try runCancellably(body) }
    let end = Result {
      if case .failure = outcome { work.cancelAll() }
      try work.waitForAll()
    }
    isClosed = true
    let errors = bodyErrors(outcome) + work.errors
    guard errors.isEmpty else { throw TaskGroupError(errors: errors) }
    let value = try outcome.get()
    try end.get()
    return value
  }

  /// In a scope of its own, so that a task's error ends the body's present wait.
  private func runCancellably<T>(_ body: (LoopTaskGroup) throws -> T) throws -> T {
    try withCancelScope { scope in
      work.onFailure = { scope.cancel() }
      defer { work.onFailure = nil }
      return try body(self)
    }
  }

  private func bodyErrors<T>(_ outcome: Result<T, any Error>) -> [any Error] {
    if case .failure(let error) = outcome, !(error is GenCancelledError) { [error] } else { [] }
  }
}

/// Runs `body` with a group of tasks, and returns when `body` and all of them have ended; asyncio's
/// `TaskGroup`.
///
/// ```swift
/// try withTaskGroup { group in
///   try group.createTask { try serve(first) }
///   try group.createTask { try serve(second) }
/// }                                              // waits here for both
/// ```
///
/// The first error, of a task or of `body`, cancels all the others. They are waited for, and
/// then all errors are thrown as one.
///
/// (Swift's own function of this name is `async`, so the two do not get into each other's way.)
///
/// - Returns: What `body` returns.
/// - Throws: ``TaskGroupError`` with every error but cancellations; ``GenCancelledError`` when the
///   caller is cancelled.
public func withTaskGroup<T>(_ body: (LoopTaskGroup) throws -> T) throws -> T {
  try LoopTaskGroup().run(body)
}
