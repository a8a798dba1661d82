public import Logging

/// A libuv loop, its fibres and its thread; this is the part of it that any thread may hold.
///
/// ```swift
/// let reactor = try Reactor.start(name: "scripts")      // on a thread of its own
/// let sum = try await reactor.run {                     // on a fibre there
///   try Fiber.sleep(for: .milliseconds(10))
///   return 1 + 2
/// }
/// await reactor.shutDown()
/// ```
///
/// On the caller's own thread: ``run(clock:logger:stack:onShutdown:_:)``.
public final class Reactor: Sendable {
  let scheduler: LoopBound<Scheduler>
  let mailbox: Mailbox
  private let taskExecutor: LoopTaskExecutor
  private let serialExecutor: LoopSerialExecutor
  let thread = LoopThread()

  init(_ scheduler: Scheduler) {
    self.scheduler = LoopBound(scheduler, of: scheduler)
    mailbox = scheduler.mailbox
    taskExecutor = scheduler.taskExecutor
    serialExecutor = scheduler.serialExecutor
    scheduler.reactor = self
  }

  /// The reactor that drives this thread, or nil.
  public static var current: Reactor? { Scheduler.current?.reactor }

  /// Whether the caller runs on this reactor's thread.
  public var isCurrent: Bool { scheduler.isHome }

  /// For `Task(executorPreference:)` and `withTaskExecutorPreference`: tasks that run on the loop.
  public var taskPreference: any TaskExecutor { taskExecutor }

  /// For actors that live on the loop's thread: what their `unownedExecutor` returns.
  public var unownedExecutor: UnownedSerialExecutor { serialExecutor.asUnownedSerialExecutor() }

  /// Runs `body` on the loop, outside of any fibre, when its turn comes.
  ///
  /// Any thread may call it.
  ///
  /// What it is given to do must be short and must not wait.
  ///
  /// - Throws: ``ReactorError/closed``: `body` will not run.
  public func submit(_ body: @escaping @Sendable () -> Void) throws(ReactorError) {
    if let scheduler = Scheduler.current, isCurrent { return scheduler.enqueue(.call(body)) }
    guard mailbox.post(.call(body)) else { throw .closed }
  }
}

// MARK: - For modules that ask often

extension Reactor {
  /// A reactor's thread, for questions that count no references; of use while the reactor is held.
  package struct Place: Sendable {
    fileprivate let scheduler: ObjectIdentifier

    /// Whether the caller runs there.
    package var isCurrent: Bool { Scheduler.isCurrent(scheduler) }
    /// Whether the caller runs there, on a fibre.
    package var hasRunningFibre: Bool { isCurrent && UnownedFiber.running != nil }
  }

  /// This reactor's thread.
  package var place: Place { Place(scheduler: ObjectIdentifier(scheduler.atBirth)) }
}

// MARK: - For modules that have threads of their own

extension Reactor {
  /// Runs `ending` when this loop has run the fibres that are ready now, or many of them: the place to wake
  /// another thread once, for all that they left for it.
  ///
  /// On the loop. `ending` must not wait, nor call this.
  package func afterBatch(_ ending: @escaping @Sendable () -> Void) {
    scheduler.value.batchEndings.append(ending)
  }
}

// MARK: - On the caller's thread

extension Reactor {
  /// Runs `body` on the first fibre of a new reactor that has the calling thread, and returns when
  /// it has ended and everything that it left behind is closed.
  ///
  /// - Parameters:
  ///   - clock: Where the time comes from; a ``VirtualClock`` in tests.
  ///   - logger: For what was left open.
  ///   - stack: The stack of the first fibre.
  ///   - onShutdown: Told what was left open. By default that is logged as a warning.
  ///   - body: The program.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``ReactorError/nested`` on a thread that has a reactor already;
  ///   ``ReactorError/system(operation:code:)`` where the system has no loop to give.
  @discardableResult
  public static func run<T>(
    clock: ReactorClock = .system,
    logger: Logger = Logger(label: "umbra.reactor"),
    stack: StackSize = .large,
    onShutdown: ((ShutdownReport) -> Void)? = nil,
    _ body: () throws -> T
  ) throws -> T {
    guard Reactor.current == nil else { throw ReactorError.nested }
    let reactor = try Reactor(clock: clock, logger: logger)
    let result = try reactor.complete(stack: stack, body)
    let report = try reactor.close()
    if let onShutdown { onShutdown(report) } else { reactor.scheduler.atBirth.log(report) }
    return try result.get()
  }
}

extension Scheduler {
  func log(_ report: ShutdownReport) {
    guard !report.isClean else { return }
    logger.warning("left open at the end of the reactor: \(report)")
  }
}
