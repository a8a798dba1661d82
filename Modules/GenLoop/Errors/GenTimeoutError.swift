/// The error of a cancelled wait: Swift's own, so that it is one error in fibres and in `async` code.
public typealias GenCancelledError = CancellationError

/// A time limit has passed; asyncio's `TimeoutError`.
///
/// See ``withTimeout(_:_:)``.
public struct GenTimeoutError: Error, Hashable, CustomStringConvertible {
  /// The limit.
  public let limit: Duration

  /// An error for this limit.
  public init(limit: Duration) { self.limit = limit }

  /// What happened, in words.
  public var description: String { "took longer than \(limit)" }
}
