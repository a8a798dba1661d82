import Logging
import Reactor
import Testing

@Suite("Work that gets its fibre when it begins")
struct FiberWorkTests {
  /// Keeps what happens to it.
  private final class Probe: FiberWork {
    private let body: () throws -> Void
    private(set) var fibers: [Fiber?] = []
    private(set) var error: (any Error)?

    init(_ name: String = "probe", _ body: @escaping () throws -> Void = {}) {
      self.body = body
      super.init(name: name, stack: .small)
    }

    override func run(_ turn: consuming FirstTurn) {
      fibers.append(Fiber.current)
      do { try body() } catch { self.error = error }
    }
  }

  @Test("work and fibres begin in the order in which they came")
  func order() throws {
    var order: [String] = []
    try cleanRun {
      let first = Probe { order.append("first work") }
      try first.start()
      let fiber = try Fiber.spawn { order.append("fibre") }
      let second = Probe { order.append("second work") }
      try second.start()
      #expect(order.isEmpty)
      for work in [second, first] { try work.joinFiber() }
      try fiber.join()
    }
    #expect(order == ["first work", "fibre", "second work"])
  }

  @Test("who waits for it before it begins has it begin no sooner, and once")
  func joinEarly() throws {
    try cleanRun {
      var isReady = false
      let before = try Fiber.spawn { isReady = true }
      let work = Probe("named") { #expect(isReady) }
      try work.start()
      let waiters = try (0..<2).map { _ in try Fiber.spawn { try? work.joinFiber() } }
      try work.joinFiber()
      for fiber in waiters + [before] { try fiber.join() }
      #expect(work.fibers.count == 1)
      #expect(work.fibers.first??.name == "named")
      #expect(work.fibers.first??.hasEnded == true)
      try work.joinFiber()
    }
  }

  @Test("cancelled before it begins, it begins as cancelled")
  func cancelEarly() throws {
    try cleanRun {
      let work = Probe { try Fiber.sleep(for: .seconds(60)) }
      try work.start()
      work.cancelFiber()
      try work.joinFiber()
      #expect(work.error is CancellationError)
    }
  }

  @Test("so does what somebody waited for already")
  func cancelAwaited() throws {
    try cleanRun {
      let work = Probe { try Fiber.sleep(for: .seconds(60)) }
      let waiter = try Fiber.spawn {
        try? work.joinFiber()
        #expect(work.error is CancellationError)
      }
      let canceller = try Fiber.spawn { work.cancelFiber() }
      try work.start()  // after those two in the queue
      for fiber in [waiter, canceller] { try fiber.join() }
    }
  }

  @Test("waiting for work that nobody has started is refused")
  func notStarted() throws {
    try cleanRun {
      #expect(throws: ReactorError.closed) { try Probe().joinFiber() }
    }
  }

  @Test("what has not begun when the reactor shuts down begins as cancelled, and is named")
  func shutDown() throws {
    let work = Probe("late") { try Fiber.yield() }
    var refused: (any Error)?
    let starter = Probe("starter") {
      do { try Probe().start() } catch { refused = error }
    }
    let reactor = try Reactor(clock: .system, logger: Logger(label: "test"))
    for work in [work, starter] { try reactor.start(work) }
    let report = try reactor.close()
    #expect(report.cancelledFibers == ["late", "starter"])
    #expect(work.error is CancellationError)
    #expect(refused as? ReactorError == .closed)
  }

  @Test("away from a reactor there is no fibre to be had")
  func noReactor() {
    #expect(throws: ReactorError.notOnFiber(operation: "a task")) { try Probe().start() }
  }

  @Test("work is let go of when it is done, and its fibre too")
  func release() throws {
    weak var kept: Probe?
    weak var fiber: Fiber?
    try cleanRun {
      try { () throws in
        let work = Probe { fiber = Fiber.current }
        kept = work
        try work.start()
      }()
      #expect(kept != nil)
      try Fiber.yield()
      #expect(kept == nil)
      #expect(fiber == nil)
    }
  }
}
