import GenLoop
import Logging
import Reactor
import TestSupport
import Testing

@Suite("The loop")
struct GenLoopTests {
  @Test("run returns the main task's value, or throws its error")
  func run() throws {
    #expect(try GenLoop.run { 5 } == 5)
    #expect(throws: Broken.self) { try GenLoop.run { throw Broken() } }
  }

  @Test("what the main task leaves running is cancelled, and named in the log")
  func leftOver() throws {
    let log = RecordingLog()
    var wasCancelled = false
    try GenLoop.run(logger: Logger(label: "test") { _ in log }) {
      try createTask(name: "left") {
        do { try sleep(.seconds(60)) } catch { wasCancelled = true }
      }
      try turns()
    }
    #expect(wasCancelled)
    #expect(log.lines == ["warning: left open at the end of the loop: cancelled fibres: left"])
  }

  @Test("a loop runs several times, and unfinished tasks go on")
  func severalRuns() throws {
    let clock = VirtualClock()
    let loop = try GenLoop(clock: .virtual(clock))
    var ticks = 0
    let ticker = try loop.createTask {
      while true {
        try sleep(.seconds(1))
        ticks += 1
      }
    }
    try loop.runUntilComplete { try sleep(.milliseconds(2500)) }
    #expect(ticks == 2)
    try loop.runUntilComplete { try sleep(.milliseconds(1000)) }
    #expect(ticks == 3)
    ticker.cancel()
    #expect(throws: GenCancelledError.self) { try loop.runUntilComplete(ticker) }
    try loop.close()
  }

  @Test("runUntilComplete takes a task or a future of the loop")
  func untilTask() throws {
    let loop = try GenLoop(clock: .virtual(VirtualClock()))
    let task = try loop.createTask { () throws -> Int in
      try sleep(.seconds(1))
      return 2
    }
    #expect(try loop.runUntilComplete(task) == 2)
    try loop.close()
  }

  @Test("runForever runs until somebody stops the loop")
  func forever() throws {
    let loop = try GenLoop(clock: .virtual(VirtualClock()))
    var ticks = 0
    let ticker = try loop.createTask {
      while true {
        try sleep(.seconds(1))
        ticks += 1
        if ticks == 3 { try getRunningLoop().stop() }
      }
    }
    try loop.runForever()
    #expect(ticks == 3)
    ticker.cancel()
    try loop.close()

    var hasRun = false
    try GenLoop.runForever(clock: .virtual(VirtualClock())) {
      try createTask {
        try sleep(.seconds(1))
        hasRun = true
        GenLoop.stop()
      }
    }
    #expect(hasRun)
  }

  @Test("a loop that is stopped under who waits for its result says so")
  func stopped() throws {
    #expect(throws: GenLoopError.stoppedBeforeCompletion) {
      try GenLoop.run {
        try createTask { GenLoop.stop() }
        try sleep(.seconds(60))
      }
    }
  }

  @Test("another thread stops a loop through its reactor")
  func stopFromElsewhere() throws {
    try GenLoop.runForever {
      let reactor = try getRunningLoop().reactor
      try createTask {
        try wait { try reactor.submit { GenLoop.stop() } }
      }
    }
  }

  @Test("the running loop is the loop, in its tasks and its callbacks")
  func running() throws {
    let loop = try GenLoop()
    try loop.runUntilComplete { () throws in
      #expect(try getRunningLoop() === loop)
      #expect(try createTask { () throws in try getRunningLoop() === loop }.value())
    }
    try loop.close()
    try Reactor.run { () throws in #expect(try getRunningLoop() === getRunningLoop()) }
  }

  @Test("a loop cannot be run twice at once, nor another one on its thread, nor after its end")
  func misuse() throws {
    let loop = try GenLoop()
    try loop.runUntilComplete { () throws in
      #expect(throws: GenLoopError.self) { try loop.runForever() }
      #expect(throws: GenLoopError.self) { try loop.close() }
      #expect(throws: ReactorError.nested) { try GenLoop.run {} }
    }
    try loop.close()
    try loop.close()
    #expect(throws: GenLoopError.self) { try loop.runUntilComplete {} }
  }

  @Test("an idle loop makes no turns")
  func idle() throws {
    try GenLoop.run {
      let reactor = try getRunningLoop().reactor
      let event = Event()
      try createTask(name: "idler") {
        try sleep(.milliseconds(200))
        event.set()
      }
      let before = reactor.turns
      try event.wait()
      #expect(reactor.turns - before < 10)
    }
  }
}
