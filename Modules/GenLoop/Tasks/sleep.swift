import Reactor

/// Waits for `duration`; asyncio's `sleep`.
///
/// One that is not positive lets the others have a turn.
///
/// - Throws: ``GenCancelledError``, `ReactorError.notOnFiber`.
public func sleep(_ duration: Duration) throws {
  try Fiber.sleep(for: duration)
}

/// Runs an `async` function from a task, which waits for it; see `Fiber.wait`.
///
/// - Returns: What the function returns.
/// - Throws: What the function throws, ``GenCancelledError``.
@discardableResult
public func wait<T: Sendable>(_ function: @escaping @Sendable () async throws -> T) throws -> T {
  try Fiber.wait(function)
}
