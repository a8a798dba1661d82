import Reactor
import Synchronization
import Testing

@Suite("Fibres and Swift's tasks")
struct AsyncBridgeTests {
  @Test("async code runs a fibre on a reactor of its own thread")
  func asyncToFiber() async throws {
    let reactor = try Reactor.start()
    let value = try await reactor.run {
      try Fiber.sleep(for: .milliseconds(1))
      return 42
    }
    #expect(value == 42)
    #expect(await reactor.shutDown().isClean)
  }

  @Test("a fibre waits for an async function, which runs on the loop's thread")
  func fiberToAsync() throws {
    try Reactor.run {
      let reactor = try #require(Reactor.current)
      let onLoop = try Fiber.wait {
        await Task.yield()
        return reactor.isCurrent
      }
      #expect(onLoop)
    }
  }

  @Test("an async function's error reaches the fibre")
  func error() throws {
    struct Broken: Error {}
    try Reactor.run {
      #expect(throws: Broken.self) { try Fiber.wait { throw Broken() } }
    }
  }

  @Test("cancelling the task cancels the fibre")
  func cancelTask() async throws {
    let reactor = try Reactor.start()
    let task = Task { try await reactor.run { try Fiber.sleep(for: .seconds(3600)) } }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await reactor.shutDown().isClean)
  }

  @Test("cancelling the fibre cancels the async function")
  func cancelFiber() throws {
    try Reactor.run {
      var caught: (any Error)?
      let fiber = try Fiber.spawn {
        do { try Fiber.wait { try await Task.sleep(for: .seconds(3600)) } } catch { caught = error }
      }
      try Fiber.yield()
      fiber.cancel()
      try fiber.join()
      #expect(caught is CancellationError)
    }
  }

  @Test("a cancelled fibre waits for its async function's end, and gets what that returns")
  func cancelledButAnswered() throws {
    try Reactor.run {
      var answer: Int?
      let fiber = try Fiber.spawn {
        answer = try? Fiber.wait {
          while !Task.isCancelled { await Task.yield() }
          return 7
        }
      }
      try Fiber.yield()
      fiber.cancel()
      try fiber.join()
      #expect(answer == 7)
    }
  }

  @Test("an abandoned async function may end later, and its result is let go of")
  func abandoned() throws {
    final class Token: Sendable {}
    try Reactor.run {
      let gate = Mutex<CheckedContinuation<Token, Never>?>(nil)
      var caught: (any Error)?
      let fiber = try Fiber.spawn {
        do {
          _ = try Fiber.wait(abandoning: true) {
            await withCheckedContinuation { pass in gate.withLock { $0 = pass } }
          }
        } catch { caught = error }
      }
      try Fiber.yield()
      try Fiber.yield()
      fiber.cancel()
      try fiber.join()
      #expect(caught is CancellationError)
      weak var token: Token?
      do {
        let sent = Token()
        token = sent
        let pass = try #require(gate.withLock { $0.take() })
        pass.resume(returning: sent)
      }
      for _ in 0..<3 { try Fiber.yield() }
      #expect(token == nil)
    }
  }

  @Test("what comes in the turn of the cancellation counts, whichever was first")
  func cancelledInTheSameTurn() throws {
    for isAbandoning in [true, false] {
      try Reactor.run {
        var answer: Int?
        let fiber = try Fiber.spawn { answer = try? Fiber.wait(abandoning: isAbandoning) { 7 } }
        try Fiber.yield()
        _ = try Fiber.spawn { fiber.cancel() }
        try fiber.join()
        #expect(answer == 7)
      }
    }
  }

  @Test("a late end of an earlier wait does not hide that the function has ended")
  func staleUnpark() throws {
    try Reactor.run {
      var stale: Parking?
      var answer: Int?
      let fiber = try Fiber.spawn {
        try? withTimeLimit(.milliseconds(1)) { _ in try Fiber.park { stale = $0 } }
        let own = Fiber.current
        // In this order: the cancellation, the task, the late end, and the fibre itself.
        _ = try? Fiber.spawn {
          _ = try? Fiber.spawn { stale?.unpark() }
          own?.cancel()
        }
        answer = try? Fiber.wait { 7 }
      }
      try fiber.join()
      #expect(answer == 7)
    }
  }

  @Test("a wait that cannot begin runs nothing")
  func cannotBegin() throws {
    #expect(throws: ReactorError.notOnFiber(operation: "Fiber.wait")) {
      try Fiber.wait { Issue.record("ran") }
    }
    try Reactor.run {
      let fiber = try Fiber.spawn {
        #expect(throws: CancellationError.self) { try Fiber.wait { Issue.record("ran") } }
      }
      fiber.cancel()
      try fiber.join()
      try Fiber.yield()
    }
  }

  @Test("a closed reactor refuses work and hangs nobody")
  func closed() async throws {
    let reactor = try Reactor.start()
    await reactor.shutDown()
    await #expect(throws: ReactorError.closed) { try await reactor.run { 1 } }
    let task = Task(executorPreference: reactor.taskPreference) { 7 }
    #expect(await task.value == 7)
  }

  @Test("an actor lives on the loop")
  func actorOnLoop() async throws {
    let reactor = try Reactor.start()
    let isHome = await Resident(reactor).isHome
    #expect(isHome)
    await reactor.shutDown()
  }
}

private actor Resident {
  let reactor: Reactor
  init(_ reactor: Reactor) { self.reactor = reactor }
  nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.unownedExecutor }
  var isHome: Bool { reactor.isCurrent }
}
