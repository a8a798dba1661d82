import Reactor

/// Starts `body` as a task and waits for it; a cancellation of the caller ends the wait and not the
/// work; asyncio's `shield`.
///
/// (`withShield` of Reactor runs work in place that no cancellation ends, nor its wait.)
///
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``GenCancelledError``, and the work goes on. Its error is reported if
///   it has one then.
public func shield<Value>(_ body: @escaping () throws -> Value) throws -> Value {
  try createTask(name: "shield", body).value()
}
