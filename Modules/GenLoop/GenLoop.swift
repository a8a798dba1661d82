public import Logging
public import Reactor

/// The event loop's front door; asyncio's `run`, in plain synchronous Swift.
///
/// ```swift
/// try GenLoop.run {
///   let event = Event()
///   let waiter = try createTask { try event.wait(); print("... got it!") }
///   try sleep(.seconds(1))
///   event.set()
///   try waiter.value()
/// }
/// ```
public enum GenLoop {
  /// Runs `body` as the main task of a new loop on this thread; returns when it has ended and what
  /// it left running is cancelled.
  ///
  /// - Parameters:
  ///   - clock: Where the time comes from; a `VirtualClock` in tests.
  ///   - logger: For what was left open.
  ///   - body: The program.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `ReactorError.nested` on a thread that has a loop already.
  @discardableResult
  public static func run<T>(
    clock: ReactorClock = .system,
    logger: Logger = Logger(label: "umbra.genloop"),
    _ body: () throws -> T
  ) throws -> T {
    try Reactor.run(clock: clock, logger: logger, body)
  }
}

/// The error of a cancelled wait: Swift's own, so that it is one error in fibres and in `async` code.
public typealias GenCancelledError = CancellationError

/// A time limit has passed; see ``withTimeout(_:_:)``.
public struct GenTimeoutError: Error, Hashable, CustomStringConvertible {
  /// The limit.
  public let limit: Duration

  /// An error for this limit.
  public init(limit: Duration) { self.limit = limit }

  /// What happened, in words.
  public var description: String { "took longer than \(limit)" }
}

/// Waits for `duration`; asyncio's `sleep`.
///
/// One that is not positive lets the others have a turn.
///
/// - Throws: ``GenCancelledError``, `ReactorError.notOnFiber`.
public func sleep(_ duration: Duration) throws {
  try Fiber.sleep(for: duration)
}

/// Runs an `async` function from a fibre, which waits for it; see `Fiber.wait`.
///
/// - Returns: What the function returns.
/// - Throws: What the function throws, ``GenCancelledError``.
@discardableResult
public func wait<T: Sendable>(_ function: @escaping @Sendable () async throws -> T) throws -> T {
  try Fiber.wait(function)
}

/// Runs `body`, and cancels it when it takes longer than `limit`; asyncio's `timeout`.
///
/// - Returns: What `body` returns.
/// - Throws: ``GenTimeoutError`` when the limit passed; what `body` throws otherwise.
public func withTimeout<T>(_ limit: Duration, _ body: () throws -> T) throws -> T {
  var hasExpired = false
  do {
    return try withTimeLimit(limit, onExpiry: { hasExpired = true }, { _ in try body() })
  } catch is CancellationError where hasExpired && Fiber.current?.isCancelled != true {
    throw GenTimeoutError(limit: limit)
  }
}
