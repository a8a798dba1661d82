import Logging

/// The loop of one thread: which fibre, job or event is next.
///
/// One turn of the loop is
/// 1. a batch of what is ready: fibres, Swift jobs, submitted calls, at most `batch` of them, so
///    that sockets are looked at however busy the fibres are;
/// 2. what other threads left in the mailbox, events of the system, deadlines that are due;
/// 3. one *slice* of a fibre that a tick had interrupted in the middle of Lua: only if nothing is
///    ready, or if none has had a slice for a slice's time. So whoever waits for a timer waits for
///    one slice at most, however many scripts compute.
///
/// If there is nothing of all that, it sleeps in the system until something comes.
final class Scheduler {
  /// How many ready items run between two looks at the system.
  static let batch = 61
  /// How long computing scripts are put off while other work is ready, in nanoseconds.
  static let slice: UInt64 = 1_000_000

  let loop: EventLoop
  let mailbox: Mailbox
  let clock: ReactorClock
  let logger: Logger
  let taskExecutor: LoopTaskExecutor
  let serialExecutor: LoopSerialExecutor
  /// The face that other threads know; dropped when the loop has closed.
  var reactor: Reactor?
  var deadlines = Deadlines()
  /// The files that are open on this loop.
  var openFiles = OpenFiles()
  private var ready = ReadyQueue()
  private var sliced = ReadyQueue()
  private var lastSlice: UInt64 = 0
  private var live = LiveFibers()
  private(set) var isClosing = false
  /// How many turns the loop has made: it makes none while there is nothing to do.
  private(set) var turns: UInt64 = 0
  /// What libraries keep with the loop, by type.
  var residents: [ObjectIdentifier: AnyObject] = [:]
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

  /// The fibre that runs now, asked on the loop's thread.
  var running: Fiber? { Fiber.current }

  /// Nanoseconds on the reactor's clock.
  var now: UInt64 { clock.now }
}

// MARK: - What can run

extension Scheduler {
  func spawn(name: String, stack: StackSize, _ body: @escaping () -> Void) throws(ReactorError)
    -> Fiber
  {
    guard !isClosing else { throw .closed }
    let fiber = try Fiber(name: name, scheduler: self, stack: stack, body: body)
    live.insert(fiber)
    enqueue(fiber)
    return fiber
  }

  func enqueue(_ fiber: Fiber) {
    ready.append(fiber)
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
      if ready.isEmpty, sliced.isEmpty, !isDone() { idle() } else { loop.poll() }
      fireDeadlines()
      runSlice()
    }
  }

  private func runBatch() {
    for _ in 0..<Self.batch {
      guard let item = ready.next() else { return }
      run(item)
    }
  }

  @inline(__always)
  private func run(_ item: Ready) {
    switch item {
    case .fiber(let fiber): proceed(fiber)
    case .job(let job): job.runSynchronously(on: taskExecutor.asUnownedTaskExecutor())
    case .isolatedJob(let job):
      job.runSynchronously(on: serialExecutor.asUnownedSerialExecutor())
    case .call(let call): call()
    }
  }

  @inline(__always)
  private func proceed(_ fiber: UnownedFiber) {
    UnownedFiber.running = fiber
    let departure = fiber.with { $0.proceed() }
    UnownedFiber.running = nil
    switch departure {
    case .parked: break
    case .sliced: sliced.append(.fiber(fiber))
    case .returned: fiber.with(end)
    }
  }

  private func end(_ fiber: Fiber) {
    fiber.end()
    live.remove(fiber)
  }

  private func collect() {
    for item in mailbox.collect() {
      ready.append(Ready(item))
    }
  }

  private func fireDeadlines() {
    guard let next = deadlines.next else { return }
    let now = now
    guard next <= now else { return }
    while let action = deadlines.popDue(at: now) {
      switch action {
      case .wake(let parking): parking.unpark()
      case .call(let call): ready.append(.call(call))
      }
    }
  }

  private func runSlice() {
    guard !sliced.isEmpty else { return }
    guard ready.isEmpty || ReactorClock.system.now >= lastSlice &+ Self.slice else { return }
    guard let item = sliced.next() else { return }
    run(item)
    lastSlice = ReactorClock.system.now
  }

  /// Sleeps until there is something to do.
  private func idle() {
    guard mailbox.fallAsleep() else { return }
    guard let deadline = deadlines.next else { return loop.wait(atMost: nil) }
    switch clock {
    case .system:
      let now = now
      if deadline > now { loop.wait(atMost: deadline - now) } else { loop.poll() }
    case .virtual(let clock):
      guard clock.jumps else { return loop.wait(atMost: 1_000_000) }
      loop.poll()
      if ready.isEmpty { clock.jump(to: deadline) }
    }
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
    let left = live.all
    for fiber in left { fiber.cancel() }
    drive { live.isEmpty }
    let late = mailbox.close()
    let handles = loop.openHandles() + openFiles.descriptions
    for file in openFiles.all { file.close() }
    for item in late { run(Ready(item)) }
    while let item = ready.next() { run(item) }
    loop.close()
    residents = [:]
    reactor = nil
    return ShutdownReport(cancelledFibers: left.map(\.name).sorted(), closedHandles: handles)
  }
}
