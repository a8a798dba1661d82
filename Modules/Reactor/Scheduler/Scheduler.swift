import Logging

/// The loop of one thread: which fibre, job or event is next.
///
/// One turn of the loop is
/// 1. a batch of what is ready: fibres, Swift jobs, submitted calls, and where there are none, fibres
///    of background priority; at most `batch` of them, and none after a *slice*, which is a run that a
///    tick interrupted in the middle of Lua. So sockets are looked at however busy the fibres are;
/// 2. what other threads left in the mailbox, events of the system, deadlines that are due;
/// 3. one fibre of background priority, if none has run for a slice's time because others were ready.
///
/// So whoever waits for a timer waits for one slice, and at times for two, however many scripts compute.
///
/// If there is nothing of all that, it sleeps in the system until something comes.
final class Scheduler {
  /// How many ready items run between two looks at the system.
  static let batch = 61
  /// How long background fibres are put off while others are ready, in nanoseconds.
  static let slice: UInt64 = 1_000_000

  let loop: EventLoop
  let mailbox: Mailbox
  let clock: ReactorClock
  let logger: Logger
  let taskExecutor: LoopTaskExecutor
  let serialExecutor: LoopSerialExecutor
  /// The face that other threads know; dropped when the loop has closed.
  var reactor: Reactor?
  // Swift would check at run time that no access to these lasts while another begins: a fifth of the
  // instructions of a turn. None does, since what changes them calls nobody, and lets go of nothing that is
  // another's.
  @exclusivity(unchecked) var deadlines = Deadlines()
  /// The files that are open on this loop.
  var openFiles = OpenFiles()
  private let ready = ReadyQueue()
  private let background = ReadyQueue()
  /// Who gave way: goes on when the loop has looked at its sockets, after whom that wakes.
  private var givingWay: UnownedFiber?
  /// Since when background fibres have been ready and have had no turn.
  private var putOffSince: UInt64?
  /// What came from the mailbox last; kept for its room.
  @exclusivity(unchecked) private var inbox: [Mailbox.Item] = []
  private let live = LiveFibers()
  @exclusivity(unchecked) private var stacks = WarmStacks()
  private(set) var isClosing = false
  /// The turn of the last slice, while nothing has happened since.
  private var lastSlice: UInt64?
  /// How many turns the loop has made: it makes none while there is nothing to do.
  private(set) var turns: UInt64 = 0
  /// What libraries keep with the loop, by type.
  var residents: [ObjectIdentifier: AnyObject] = [:]
  /// To be done when the present batch has run; see ``Reactor/afterBatch(_:)``.
  @exclusivity(unchecked) var batchEndings: [@Sendable () -> Void] = []
  /// Set to end a loop that was started on a thread of its own.
  var wantsToEnd = false

  init(clock: ReactorClock, logger: Logger) throws(ReactorError) {
    loop = try EventLoop()
    mailbox = Mailbox(bell: loop.ring)
    taskExecutor = LoopTaskExecutor(mailbox: mailbox)
    serialExecutor = LoopSerialExecutor(mailbox: mailbox)
    self.clock = clock
    self.logger = logger
  }

  deinit {
    ready.free()
    background.free()
  }

  /// The fibre that runs now, asked on the loop's thread.
  var running: Fiber? { Fiber.current }

  /// Nanoseconds on the reactor's clock.
  var now: UInt64 { clock.now }
}

// MARK: - What can run

extension Scheduler {
  func spawn(
    name: String,
    stack: StackSize,
    priority: FiberPriority,
    _ body: @escaping () -> Void
  ) throws(ReactorError) -> Fiber {
    guard !isClosing else { throw .closed }
    let line = priority == .normal ? ready : background
    let fiber = Fiber(name: name, scheduler: self, line: line, stack: stack, body: .closure(body))
    live.insert(fiber)
    line.append(fiber)
    return fiber
  }

  /// Has `work` begin when its turn comes; false while the loop shuts down.
  func start(_ work: FiberWork) -> Bool {
    guard !isClosing else { return false }
    work.wait(in: self)
    ready.append(work)
    return true
  }

  /// Gives work from the queue its fibre.
  func makeFiber(for work: consuming FiberWork) -> UnownedFiber {
    let fiber = Fiber(
      name: work.name,
      scheduler: self,
      line: ready,
      stack: work.stack,
      body: .nothing
    )
    fiber.take(work)
    live.insert(fiber)
    return UnownedFiber(fiber)
  }

  func enqueue(_ item: Ready) {
    ready.append(item)
  }
}

// MARK: - The loop

extension Scheduler {
  /// Drives this thread until `isDone`, looked at once a turn.
  func drive(until isDone: () -> Bool) {
    while !isDone() {
      turns &+= 1
      runBatch()
      collect()
      if !isDone(), isIdle { idle() } else { lookAtSockets() }
      letGoOn()
      fireDeadlines()
      runPutOff()
    }
  }

  private func runBatch() {
    for number in 0..<Self.batch {
      guard let item = ready.next() ?? nextInBackground(isFirst: number == 0), !run(item) else {
        break
      }
    }
    endBatch()
  }

  /// Does what was put off until now: when nothing is ready any more, or after some batches.
  private func endBatch() {
    guard !batchEndings.isEmpty, ready.isEmpty || turns & 7 == 0 else { return }
    for ending in batchEndings { ending() }
    batchEndings.removeAll(keepingCapacity: true)
  }

  private func nextInBackground(isFirst: Bool) -> Ready? {
    putOffSince = nil
    let item = background.next()
    if isFirst, background.isEmpty, lastSlice == turns &- 1 { Strand.isAlone = true }
    return item
  }

  private func lookAtSockets() {
    loop.poll()
    if turns & 255 == 0, case .system = clock { _ = stacks.tend(at: now) }
  }

  private var isIdle: Bool { ready.isEmpty && background.isEmpty && givingWay == nil }

  private func letGoOn() {
    guard let fiber = givingWay else { return }
    givingWay = nil
    fiber.with { $0.line.append($0) }
  }

  /// Tells whether the loop is to look at its sockets now: after a slice, or when a fibre gave way.
  @inline(__always)
  @discardableResult
  private func run(_ item: Ready) -> Bool {
    switch item {
    case .fiber(let fiber): return proceed(fiber)
    case .work(let work): return proceed(work.fiber ?? makeFiber(for: work))
    case .job(let job): job.runSynchronously(on: taskExecutor.asUnownedTaskExecutor())
    case .isolatedJob(let job):
      job.runSynchronously(on: serialExecutor.asUnownedSerialExecutor())
    case .call(let call): call()
    }
    return false
  }

  @inline(__always)
  private func proceed(_ fiber: UnownedFiber) -> Bool {
    UnownedFiber.running = fiber
    let departure = fiber.with { $0.proceed() }
    UnownedFiber.running = nil
    switch departure {
    case .parked: return false
    case .returned:
      fiber.with { $0.end() }
      live.remove(fiber)
      return false
    case .sliced:
      lastSlice = turns
      Strand.isAlone = false
      fiber.with { $0.line = background }
      background.append(.fiber(fiber))
      return true
    case .gaveWay:
      letGoOn()
      givingWay = fiber
      return true
    }
  }

  private func collect() {
    mailbox.collect(into: &inbox)
    for item in inbox {
      if case .unpark(let parking) = item { parking.arrive() } else { ready.append(Ready(item)) }
    }
    inbox.removeAll(keepingCapacity: true)
  }

  private func fireDeadlines() {
    guard let next = deadlines.next else { return }
    let now = now
    guard next <= now else { return }
    lastSlice = nil
    // What a call adds waits for the next turn, due or not.
    var left = deadlines.count
    while left > 0, let action = deadlines.popDue(at: now) {
      left -= 1
      switch action {
      case .wake(let parking): parking.arrive()
      case .call(let call): call()
      }
    }
  }

  private func runPutOff() {
    guard !background.isEmpty, !ready.isEmpty else { return }
    let now = ReactorClock.system.now
    guard let since = putOffSince, now >= since &+ Self.slice else {
      putOffSince = putOffSince ?? now
      return
    }
    putOffSince = now
    if let item = background.next() { run(item) }
  }

  /// Sleeps until there is something to do.
  private func idle() {
    guard mailbox.fallAsleep() else { return }
    switch clock {
    case .system:
      let tended = stacks.tend(at: now)
      sleep(until: deadlines.next.map { min($0, tended ?? .max) } ?? tended)
    case .virtual(let clock):
      guard let deadline = deadlines.next else { return loop.wait(atMost: nil) }
      guard clock.jumps else { return loop.wait(atMost: 1_000_000) }
      loop.poll()
      if isIdle { clock.jump(to: deadline) }
    }
  }

  private func sleep(until deadline: UInt64?) {
    guard let deadline else { return loop.wait(atMost: nil) }
    let now = now
    if deadline > now { loop.wait(atMost: deadline - now) } else { loop.poll() }
  }
}

// MARK: - Closing

extension Scheduler {
  /// The whole life of a loop on a thread of its own.
  func driveToTheEnd() -> ShutdownReport {
    let report = try? own {
      drive { wantsToEnd }
      return shutDown()
    }
    // Invariant: the thread was made for this loop, so no other drives it.
    guard let report else { fatalError("a new thread had a reactor already") }
    log(report)
    return report
  }

  /// Ends everything: cancels the fibres and runs on until they have ended, closes the handles.
  ///
  /// - Returns: What had to be ended or closed.
  func shutDown() -> ShutdownReport {
    isClosing = true
    for work in ready.work where work.fiber == nil { _ = makeFiber(for: work) }
    let left = live.all
    for fiber in left { fiber.cancel() }
    drive { live.isEmpty }
    let late = mailbox.close()
    let handles = loop.openHandles() + openFiles.descriptions
    for file in openFiles.all { file.close() }
    for item in late { run(Ready(item)) }
    while let item = ready.next() { run(item) }
    endBatch()
    loop.close()
    residents = [:]
    reactor = nil
    return ShutdownReport(cancelledFibers: left.map(\.name).sorted(), closedHandles: handles)
  }
}
