/// Runs all of `bodies` at once and waits for all; asyncio's `gather`.
///
/// The first error cancels the rest, waits for them, and is thrown.
///
/// - Parameter bodies: The work; it starts in this order.
/// - Returns: The results in the order of `bodies`.
/// - Throws: The first error of a body; ``GenCancelledError`` when the caller is cancelled.
public func gather<Value>(_ bodies: [() throws -> Value]) throws -> [Value] {
  var tasks: [LoopTask<Value>] = []
  var first: (any Error)?
  let fail = { (error: any Error) in
    if first == nil { first = error }
    for task in tasks { task.cancel() }
  }
  do {
    for body in bodies {
      let task = try createTask(name: "gather", body)
      task.addDoneCallback { if case .failure(let error) = $0.result { fail(error) } }
      tasks.append(task)
    }
    for task in tasks where !task.isDone { _ = try? task.value() }
    try checkCancellation()
  } catch {
    fail(error)
  }
  for task in tasks { try task.waitUncancellably() }
  if let first { throw first }
  return try tasks.map { try $0.value() }
}

/// Runs all of `bodies` at once and waits for all; errors are results as others.
///
/// - Parameter bodies: The work.
/// - Returns: The outcomes in the order of `bodies`.
/// - Throws: ``GenCancelledError`` when the caller is cancelled; the rest is cancelled too then.
public func gatherResults<Value>(_ bodies: [() throws -> Value]) throws -> [Result<
  Value, any Error
>] {
  try gather(bodies.map { body in { Result { try body() } } })
}
