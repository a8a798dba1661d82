public import Reactor

/// Starts `body` beside the caller; asyncio's `create_task`.
///
/// - Parameters:
///   - name: For logs and reports.
///   - stack: How much stack it gets: `.large` for deep recursion.
///   - body: Runs when its turn comes.
/// - Returns: The task.
/// - Throws: ``GenLoopError/noRunningLoop(operation:)`` away from a loop, `ReactorError.closed` while
///   it shuts down.
@inlinable
@discardableResult
public func createTask<Value>(
  name: String = "task",
  stack: StackSize = .small,
  _ body: consuming @escaping () throws -> Value
) throws -> LoopTask<Value> {
  // Made here, where the compiler knows which type of task it is: at run time it would be looked up.
  let task = LoopTask(name: name, stack: stack, body)
  try startHere(task)
  return task
}

@usableFromInline
func startHere(_ task: FiberWork) throws {
  do { try task.start() } catch .notOnFiber {
    throw GenLoopError.noRunningLoop(operation: "createTask")
  }
}

/// Throws ``GenCancelledError`` where a wait would: for work that computes long without waiting.
///
/// - Throws: ``GenCancelledError``.
public func checkCancellation() throws {
  if Fiber.current?.isCancelled == true { throw GenCancelledError() }
}
