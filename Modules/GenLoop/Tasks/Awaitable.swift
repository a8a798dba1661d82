/// What will have a value: a ``LoopTask`` or a ``Future``; asyncio's `Future`, as a protocol.
public protocol Awaitable<Value>: AnyObject {
  /// What it will have.
  associatedtype Value

  /// Whether it has its outcome.
  var isDone: Bool { get }

  /// Its outcome, nil before there is one.
  ///
  /// An error that is seen here is not reported as one that nobody asked for.
  var result: Result<Value, any Error>? { get }

  /// Waits for its value.
  ///
  /// A cancellation of the caller ends the caller's wait, and nothing else.
  ///
  /// - Returns: The value.
  /// - Throws: The error that it has instead; ``GenCancelledError``.
  func value() throws -> Value

  /// Cancels it.
  ///
  /// - Returns: False if it was done before.
  @discardableResult
  func cancel() -> Bool

  /// Has `callback` called when it is done: on the loop, at that moment; at once if it is.
  ///
  /// It should be short.
  func addDoneCallback(_ callback: @escaping (Self) -> Void)
}

extension Awaitable {
  /// Whether it was cancelled, and has ended by that.
  public var isCancelled: Bool {
    if case .failure(let error) = result { error is GenCancelledError } else { false }
  }

  /// The error that it has instead of a value; nil while it has neither.
  public var exception: (any Error)? {
    if case .failure(let error) = result { error } else { nil }
  }
}
