/// There was no room; asyncio's `QueueFull`.
public struct QueueFull: Error, Hashable, CustomStringConvertible {
  /// The one there is.
  public init() {}
  /// What happened, in words.
  public var description: String { "the queue is full" }
}

/// There was no item; asyncio's `QueueEmpty`.
public struct QueueEmpty: Error, Hashable, CustomStringConvertible {
  /// The one there is.
  public init() {}
  /// What happened, in words.
  public var description: String { "the queue is empty" }
}

/// The queue was shut down: nothing more goes in, and what was in it is out; asyncio's
/// `QueueShutDown`.
public struct QueueShutDown: Error, Hashable, CustomStringConvertible {
  /// The one there is.
  public init() {}
  /// What happened, in words.
  public var description: String { "the queue was shut down" }
}
