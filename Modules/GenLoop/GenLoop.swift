public import Logging
public import Reactor

/// The event loop; asyncio's `run` and its loop object, in plain synchronous Swift.
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
///
/// ``run(clock:logger:_:)`` is all that most programs want. A loop object is for those that start
/// and stop one by hand:
///
/// ```swift
/// let loop = try GenLoop()
/// try loop.createTask { try serve() }
/// try loop.runForever()                      // until somebody calls loop.stop()
/// try loop.close()
/// ```
///
/// A loop belongs to one thread, so it is not `Sendable`; its ``reactor`` is.
public final class GenLoop {
  /// What runs the loop: for other threads, which use its `submit` and `run`.
  public let reactor: Reactor
  /// Where errors that nobody asked for are logged.
  public let logger: Logger
  /// Told of errors that nobody asked for, instead of the log.
  ///
  /// It is called on the loop and must not wait.
  public var exceptionHandler: ((UnhandledFailure) -> Void)?

  /// Errors that have not been asked for yet.
  var unseen: [ObjectIdentifier: UnseenFailure] = [:]
  var signalWatchers: [Signal: SignalWatcher] = [:]
  private var state = State.idle
  private var wantsToStop = false

  private enum State: String {
    case idle = "does not run"
    case running = "runs"
    case closed = "was closed"
  }

  /// A loop that does not run yet, for this thread; see ``close()``.
  ///
  /// - Parameters:
  ///   - clock: Where the time comes from; a `VirtualClock` in tests.
  ///   - logger: For what was left open, and for errors that nobody asked for.
  /// - Throws: `ReactorError.system` where the system has no loop to give.
  public convenience init(
    clock: ReactorClock = .system,
    logger: Logger = Logger(label: "umbra.genloop")
  ) throws {
    self.init(on: try Reactor(clock: clock, logger: logger), logger: logger)
    _ = reactor.resident { self }
  }

  private init(on reactor: Reactor, logger: Logger) {
    self.reactor = reactor
    self.logger = logger
  }

  deinit {
    reportUnseen()
  }

  /// Starts `body` as a task of this loop, which may run later.
  ///
  /// - Returns: The task.
  /// - Throws: `ReactorError.closed`.
  @inlinable
  @discardableResult
  public func createTask<Value>(
    name: String = "task",
    stack: StackSize = .small,
    _ body: consuming @escaping () throws -> Value
  ) throws -> LoopTask<Value> {
    let task = LoopTask(name: name, stack: stack, body)
    try start(task)
    return task
  }

  @usableFromInline
  func start(_ task: FiberWork) throws {
    try reactor.start(task)
  }

  private func reportUnseen() {
    let all = unseen.values
    unseen = [:]
    for unseen in all { report(unseen.failure) }
  }

  /// Tells the handler, or the log, of an error that nobody asked for.
  func report(_ failure: UnhandledFailure) {
    if let exceptionHandler { return exceptionHandler(failure) }
    logger.error("\(failure)", metadata: ["source": "\(failure.source)"])
  }
}

// MARK: - Running

extension GenLoop {
  /// Runs `body` as a task of this loop, and returns when it has ended; what else there is stays and
  /// goes on with the next run.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenLoopError/stoppedBeforeCompletion`` if `stop()` ended the
  ///   run, and then `body` was cancelled; ``GenLoopError/wrongLoopState(operation:state:)``,
  ///   `ReactorError.nested` on a thread where another loop runs.
  @discardableResult
  public func runUntilComplete<T>(_ body: () throws -> T) throws -> T {
    try running("run") {
      let result = try reactor.complete(stack: .large, isStopped: { wantsToStop }, body)
      if wantsToStop, case .failure(is GenCancelledError) = result {
        throw GenLoopError.stoppedBeforeCompletion
      }
      return try result.get()
    }
  }

  /// Runs the loop until `awaitable`, a task of it or a future, is done.
  ///
  /// - Returns: Its value.
  /// - Throws: Its error; otherwise as ``runUntilComplete(_:)-(()->T)``.
  @discardableResult
  public func runUntilComplete<Work: Awaitable>(_ awaitable: Work) throws -> Work.Value {
    try runUntilComplete { try awaitable.value() }
  }

  /// Runs the loop until `stop()`; what is unfinished then stays and goes on with the next run.
  ///
  /// - Throws: ``GenLoopError/wrongLoopState(operation:state:)``, `ReactorError.nested` on a thread
  ///   where another loop runs.
  public func runForever() throws {
    try running("run") { try reactor.drive { wantsToStop } }
  }

  /// Has the present run end after this turn; on the loop's thread.
  ///
  /// From another thread: `reactor.submit { GenLoop.stop() }`. Where nothing runs, the next run ends
  /// at once.
  public func stop() {
    wantsToStop = true
  }

  /// Cancels what is left, waits for it, and closes what is open; a second call does nothing.
  ///
  /// - Throws: ``GenLoopError/wrongLoopState(operation:state:)`` while it runs.
  public func close() throws {
    guard state != .closed else { return }
    guard state == .idle else {
      throw GenLoopError.wrongLoopState(operation: "close", state: state.rawValue)
    }
    removeSignalHandlers()
    let report = try reactor.close()
    state = .closed
    reportUnseen()
    if !report.isClean { logger.warning("left open at the end of the loop: \(report)") }
  }

  private func running<T>(_ operation: String, _ body: () throws -> T) throws -> T {
    guard state == .idle else {
      throw GenLoopError.wrongLoopState(operation: operation, state: state.rawValue)
    }
    state = .running
    defer {
      state = .idle
      wantsToStop = false
    }
    return try body()
  }
}

// MARK: - The loop of this thread

extension GenLoop {
  /// Runs `body` as the main task of a new loop on this thread; returns when it has ended and what
  /// it left running is cancelled.
  ///
  /// - Parameters:
  ///   - clock: Where the time comes from; a `VirtualClock` in tests.
  ///   - logger: For what was left open, and for errors that nobody asked for.
  ///   - body: The program.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `ReactorError.nested` on a thread that has a loop already;
  ///   ``GenLoopError/stoppedBeforeCompletion`` after a call of `stop()`.
  @discardableResult
  public static func run<T>(
    clock: ReactorClock = .system,
    logger: Logger = Logger(label: "umbra.genloop"),
    _ body: () throws -> T
  ) throws -> T {
    guard Reactor.current == nil else { throw ReactorError.nested }
    let loop = try GenLoop(clock: clock, logger: logger)
    let result = Result { try loop.runUntilComplete(body) }
    try loop.close()
    return try result.get()
  }

  /// Runs `body` and whatever it starts on a new loop on this thread, until `stop()`.
  ///
  /// - Parameters:
  ///   - clock: Where the time comes from.
  ///   - logger: For what was left open, and for errors that nobody asked for.
  ///   - body: Starts the tasks.
  /// - Throws: What `body` throws; `ReactorError.nested` on a thread that has a loop already.
  public static func runForever(
    clock: ReactorClock = .system,
    logger: Logger = Logger(label: "umbra.genloop"),
    _ body: () throws -> Void
  ) throws {
    do {
      try run(clock: clock, logger: logger) {
        try body()
        try Fiber.park("GenLoop.runForever") { _ in }
      }
    } catch GenLoopError.stoppedBeforeCompletion {}
  }

  /// The loop that runs on this thread, or nil.
  ///
  /// Also where a `Reactor` was started without this module.
  public static var current: GenLoop? {
    guard let reactor = Reactor.current else { return nil }
    return reactor.resident { GenLoop(on: reactor, logger: Logger(label: "umbra.genloop")) }
  }

  /// Has the loop of this thread end its present run after this turn; asyncio's `loop.stop()`.
  ///
  /// Away from a loop it does nothing.
  public static func stop() {
    current?.stop()
  }
}

/// The loop that runs on this thread; asyncio's `get_running_loop`.
///
/// - Throws: ``GenLoopError/noRunningLoop(operation:)``.
public func getRunningLoop() throws -> GenLoop {
  guard let loop = GenLoop.current else {
    throw GenLoopError.noRunningLoop(operation: "getRunningLoop")
  }
  return loop
}
