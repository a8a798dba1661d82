/// Misuse of this module: each case but ``noMemory`` is a mistake of the program that calls it.
///
/// What is no mistake has errors of its own: ``GenCancelledError``, ``GenTimeoutError``,
/// ``QueueFull``, ``QueueEmpty``, ``QueueShutDown``, ``TaskGroupError``, ``GeneratorExit``.
public enum GenLoopError: Error, Hashable {
  /// `operation` needs a loop on this thread, and there is none.
  case noRunningLoop(operation: String)
  /// The loop runs already, or was closed.
  case wrongLoopState(operation: String, state: String)
  /// `GenLoop.stop()` was called while somebody waited for the result of the loop's run.
  case stoppedBeforeCompletion
  /// A future was given a second outcome.
  case alreadyDone
  /// A lock was released, or a condition used, by a program that does not hold the lock.
  case lockNotHeld(operation: String)
  /// A bounded semaphore was released more often than it was acquired.
  case releasedTooOften
  /// ``OrderedQueue/taskDone()`` was called more often than items were put in.
  case taskDoneTooOften
  /// A task was started in a group that is failing or over.
  case taskGroupClosed
  /// A generator was asked for an element by its own body.
  case generatorIsRunning
  /// A generator went on yielding after it was closed; what its body held is not released.
  case generatorIgnoredExit
  /// There is no memory for a generator's stack.
  case noMemory
  /// A value was sent to a generator that has not come to its first `yield`.
  case generatorNotStarted
}

extension GenLoopError: CustomStringConvertible {
  /// A sentence that names the mistake.
  public var description: String {
    switch self {
    case .noRunningLoop(let operation):
      "\(operation) needs a running loop on this thread: use GenLoop.run"
    case .wrongLoopState(let operation, let state): "cannot \(operation): the loop \(state)"
    case .stoppedBeforeCompletion: "the loop was stopped before the awaited work was done"
    case .alreadyDone: "the future has its outcome already"
    case .lockNotHeld(let operation): "\(operation) needs the lock, which nobody holds"
    case .releasedTooOften: "the semaphore was released more often than it was acquired"
    case .taskDoneTooOften: "taskDone() was called more often than items were put in"
    case .taskGroupClosed: "the task group takes no more tasks: it is failing or over"
    case .generatorIsRunning: "the generator is running already: its own body asked it to go on"
    case .generatorIgnoredExit: "the generator went on yielding after it was closed"
    case .noMemory: "there is no memory for a generator's stack"
    case .generatorNotStarted:
      "the generator has not come to its first yield, so it cannot be sent a value"
    }
  }
}
