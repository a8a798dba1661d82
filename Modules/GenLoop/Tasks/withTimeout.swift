import Reactor

/// Runs `body`, and cancels it when it takes longer than `limit`; asyncio's `timeout` and `wait_for`.
///
/// ```swift
/// let answer = try withTimeout(.seconds(5)) { try socket.recv(1024) }
/// ```
///
/// Time limits nest; each throws its own error.
///
/// - Parameters:
///   - limit: How long it may take; nil is for ever, and one that is not positive is over at the
///     first wait.
///   - body: The work. Where it does not wait, nothing ends it.
/// - Returns: What `body` returns, in time or not.
/// - Throws: ``GenTimeoutError`` when the limit passed; what `body` throws otherwise.
public func withTimeout<T>(_ limit: Duration?, _ body: () throws -> T) throws -> T {
  guard let limit else { return try body() }
  var hasExpired = false
  do {
    return try withTimeLimit(limit, onExpiry: { hasExpired = true }, { _ in try body() })
  } catch is GenCancelledError where hasExpired && Fiber.current?.isCancelled != true {
    throw GenTimeoutError(limit: limit)
  }
}
