package import Logging

// A reactor that a thread drives for a while, as often as it likes: what `run` and the loops of
// GenLoop are built on.
extension Reactor {
  /// A reactor that nobody drives yet; to be closed by ``close()`` on the same thread.
  package convenience init(clock: ReactorClock, logger: Logger) throws(ReactorError) {
    self.init(try Scheduler(clock: clock, logger: logger))
  }

  /// Drives the loop on this thread until `isDone`, looked at once a turn.
  ///
  /// - Throws: ``ReactorError/nested``.
  package func drive(until isDone: () -> Bool) throws {
    let scheduler = scheduler.atBirth
    try scheduler.own { scheduler.drive(until: isDone) }
  }

  /// Drives the loop on this thread until `body` has ended on a fibre.
  ///
  /// - Parameters:
  ///   - stack: The stack of the fibre.
  ///   - isStopped: Looked at once a turn: whether the fibre is to be cancelled.
  ///   - body: The work.
  /// - Returns: What came of it.
  /// - Throws: ``ReactorError/nested``, ``ReactorError/closed``.
  package func complete<T>(
    stack: StackSize,
    isStopped: () -> Bool = { false },
    _ body: () throws -> T
  ) throws -> Result<T, any Error> {
    let scheduler = scheduler.atBirth
    var result: Result<T, any Error>?
    try scheduler.own {
      try withoutActuallyEscaping(body) { body in
        let main = try spawn(name: "main", stack: stack) { result = Result { try body() } }
        scheduler.drive {
          if isStopped() { main.cancel() }
          return main.hasEnded
        }
      }
    }
    // Invariant: the fibre has ended, so its body has set the result.
    guard let result else { fatalError("the main fibre ended without a result") }
    return result
  }

  /// Ends everything: cancels the fibres and runs them to their ends, closes the handles.
  ///
  /// - Returns: What had to be ended or closed.
  /// - Throws: ``ReactorError/nested``.
  package func close() throws -> ShutdownReport {
    let scheduler = scheduler.atBirth
    let report = try scheduler.own { scheduler.shutDown() }
    thread.finish(with: report)
    return report
  }

  /// Starts a fibre; on the reactor's thread, or on the one that is going to drive it.
  package func spawn(name: String, stack: StackSize, _ body: @escaping () -> Void)
    throws(ReactorError) -> Fiber
  {
    try scheduler.atBirth.spawn(name: name, stack: stack, priority: .normal, body)
  }

  /// Has work begin when its turn comes; on the reactor's thread, or on the one that is going to drive it.
  package func start(_ work: FiberWork) throws(ReactorError) {
    guard scheduler.atBirth.start(work) else { throw .closed }
  }

  /// How many turns the loop has made: none while it has nothing to do.
  package var turns: UInt64 { scheduler.value.turns }

  /// The time on the reactor's clock; on the loop's thread.
  package var time: Duration { .nanoseconds(Int64(clamping: scheduler.value.now)) }

  /// What a library keeps with the loop, one object a type; on the loop's thread.
  package func resident<Resident: AnyObject>(_ make: () -> Resident) -> Resident {
    let scheduler = scheduler.atBirth
    let key = ObjectIdentifier(Resident.self)
    if let known = scheduler.residents[key] as? Resident { return known }
    let made = make()
    scheduler.residents[key] = made
    return made
  }
}
