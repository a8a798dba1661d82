/// Runs all of `bodies` at once and waits for all; asyncio's `gather`.
///
/// ```swift
/// let pages = try gather(urls.map { url in { try fetch(url) } }, timeout: .seconds(10))
/// ```
///
/// The first error cancels the rest, waits for them, and is thrown.
///
/// - Parameters:
///   - bodies: The work; it starts in this order.
///   - timeout: How long all of it may take.
/// - Returns: The results in the order of `bodies`.
/// - Throws: The first error of a body; ``GenTimeoutError``; ``GenCancelledError`` when the caller is
///   cancelled. All bodies have ended then too.
@discardableResult
public func gather<Value>(
  _ bodies: [() throws -> Value],
  timeout: Duration? = nil
) throws -> [Value] {
  try withTimeout(timeout) { try JointWork(.failFast).run(bodies).map { try $0.value() } }
}

/// Waits for all of `awaitables`, tasks or futures; asyncio's `gather`.
///
/// The first error cancels the rest, waits for them, and is thrown. So does a cancellation of the
/// caller.
///
/// - Returns: The values in the order of `awaitables`.
/// - Throws: The first error; ``GenTimeoutError``; ``GenCancelledError``.
@discardableResult
public func gather<Work: Awaitable>(_ awaitables: [Work], timeout: Duration? = nil) throws
  -> [Work.Value]
{
  try withTimeout(timeout) { try JointWork(.failFast).wait(for: awaitables).map { try $0.value() } }
}

/// Runs all of `bodies` at once and waits for all; asyncio's `gather(..., return_exceptions=True)`.
///
/// An error of one is a result as others, and cancels nobody.
///
/// - Returns: The outcomes in the order of `bodies`.
/// - Throws: ``GenTimeoutError`` and ``GenCancelledError`` when the whole is late or cancelled; all
///   bodies are cancelled and have ended then.
@discardableResult
public func gather<Value>(
  returnExceptions bodies: [() throws -> Value],
  timeout: Duration? = nil
) throws -> [Result<Value, any Error>] {
  try withTimeout(timeout) { try JointWork(.goOn).run(bodies).compactMap(\.result) }
}

/// Waits for all of `awaitables`, whatever comes of them; asyncio's
/// `gather(..., return_exceptions=True)`.
///
/// - Returns: The outcomes in the order of `awaitables`.
/// - Throws: ``GenTimeoutError`` and ``GenCancelledError`` when the whole is late or cancelled; all
///   are cancelled and have ended then.
@discardableResult
public func gather<Work: Awaitable>(
  returnExceptions awaitables: [Work],
  timeout: Duration? = nil
) throws -> [Result<Work.Value, any Error>] {
  try withTimeout(timeout) { try JointWork(.goOn).wait(for: awaitables).compactMap(\.result) }
}

/// Runs bodies of several types at once and waits for all.
///
/// ```swift
/// let (user, orders) = try gather({ try fetchUser() }, { try fetchOrders() })
/// ```
///
/// The first error cancels the rest, waits for them, and is thrown.
///
/// - Returns: The results in the order of `bodies`.
/// - Throws: The first error of a body; ``GenTimeoutError``; ``GenCancelledError``.
@discardableResult
public func gather<each Value>(
  _ bodies: repeat @escaping () throws -> each Value,
  timeout: Duration? = nil
) throws -> (repeat each Value) {
  try withTimeout(timeout) {
    let work = JointWork(.failFast)
    var tasks: (repeat LoopTask<each Value>)?
    try work.waitForAll { tasks = (repeat try work.start(each bodies)) }
    // Invariant: `waitForAll` throws unless every task was started and has its value.
    guard let tasks else { fatalError("gathered tasks were not started") }
    return (repeat try (each tasks).value())
  }
}
