/// Lends a heap thread to `body`, and closes it when `body` is done.
///
/// The thread is set up before `body` runs. At the end it is closed patiently, or immediately if `body`
/// threw; either way it has ended when this returns.
///
/// ```swift
/// let sum = try await withHeapThread(Duktape()) { duktape in
///   try await duktape.run { try $0.eval("1 + 2") }
/// }
/// ```
///
/// - Parameters:
///   - thread: The thread; this closes it.
///   - body: What to do meanwhile.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``HeapThreadError/setupFailed(_:)``; `CancellationError`.
nonisolated(nonsending) public func withHeapThread<Owner: HeapThread, Value>(
  _ thread: Owner,
  _ body: nonisolated(nonsending) (Owner) async throws -> Value
) async throws -> Value {
  do {
    try await thread.start()
    let value = try await body(thread)
    await thread.close()
    return value
  } catch {
    await thread.close(immediate: true)
    throw error
  }
}

/// Lends a heap thread to `body` without `await`, and closes it when `body` is done: on a fibre, or a thread
/// that may be blocked.
///
/// Otherwise like the `async` form.
///
/// - Parameters:
///   - thread: The thread; this closes it.
///   - body: What to do meanwhile.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``HeapThreadError/setupFailed(_:)``; ``HeapThreadError/wouldBlock``;
///   `CancellationError`.
@_disfavoredOverload
public func withHeapThread<Owner: HeapThread, Value>(
  _ thread: Owner,
  _ body: (Owner) throws -> Value
) throws -> Value {
  do {
    try thread.start()
    let value = try body(thread)
    try thread.close()
    return value
  } catch {
    try thread.close(immediate: true)
    throw error
  }
}
