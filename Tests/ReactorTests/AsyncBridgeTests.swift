import Reactor
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
