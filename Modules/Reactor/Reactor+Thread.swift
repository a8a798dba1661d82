public import Logging

extension Reactor {
  /// Starts a reactor on a thread of its own; it runs until ``shutDown()``.
  ///
  /// - Parameters:
  ///   - name: The thread's name, of which the system shows 15 bytes.
  ///   - clock: Where the time comes from.
  ///   - logger: For what was left open.
  /// - Returns: The reactor, running.
  /// - Throws: ``ReactorError/system(operation:code:)`` where there is no thread or loop to have.
  public static func start(
    name: String = "reactor",
    clock: ReactorClock = .system,
    logger: Logger = Logger(label: "umbra.reactor")
  ) throws(ReactorError) -> Reactor {
    let reactor = Reactor(try Scheduler(clock: clock, logger: logger))
    try reactor.thread.start(name: name, driving: reactor.scheduler)
    return reactor
  }

  /// Ends a started reactor: cancels its fibres, waits for them, closes what is open, and ends the
  /// thread.
  ///
  /// Calling it again gives the same report.
  ///
  /// A reactor that ``run(clock:logger:stack:onShutdown:_:)`` made ends by itself; for one, this
  /// only waits.
  ///
  /// - Returns: What was left open.
  @discardableResult
  public func shutDown() async -> ShutdownReport {
    await thread.end { [scheduler] in
      try? self.submit { scheduler.value.wantsToEnd = true }
    }
  }
}

extension Reactor {
  private static let sharedResult = Result { () throws(ReactorError) in
    try Reactor.start(name: "umbra-shared")
  }

  /// A reactor on a thread of its own that the whole process shares, for async code that has none
  /// at hand.
  ///
  /// It is started when it is first asked for, and never ends.
  ///
  /// - Throws: ``ReactorError/system(operation:code:)`` where there is no thread to be had.
  public static var shared: Reactor {
    get throws { try sharedResult.get() }
  }
}
