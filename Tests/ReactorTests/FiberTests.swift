import Reactor
import Testing

@Suite("Fibres")
struct FiberTests {
  @Test("a fibre sleeps on a virtual clock, which jumps")
  func sleeps() throws {
    let clock = VirtualClock()
    try Reactor.run(clock: .virtual(clock)) { try Fiber.sleep(for: .seconds(3600)) }
    #expect(clock.elapsed == .seconds(3600))
  }

  @Test("fibres take turns in the order in which they became ready")
  func turns() throws {
    var order: [Int] = []
    try Reactor.run {
      let fibers = try (0..<3).map { index in
        try Fiber.spawn {
          for _ in 0..<2 {
            order.append(index)
            try? Fiber.yield()
          }
        }
      }
      for fiber in fibers { try fiber.join() }
    }
    #expect(order == [0, 1, 2, 0, 1, 2])
  }

  @Test("cancelling a fibre ends its wait, and each later one")
  func cancel() throws {
    var errors = 0
    try Reactor.run {
      let sleeper = try Fiber.spawn {
        for _ in 0..<3 {
          do { try Fiber.sleep(for: .seconds(60)) } catch is CancellationError { errors += 1 } catch
          {}
        }
      }
      try Fiber.yield()
      sleeper.cancel()
      try sleeper.join()
    }
    #expect(errors == 3)
  }

  @Test("a shield keeps a cancellation away while cleaning up")
  func shield() throws {
    var cleaned = false
    try Reactor.run(clock: .virtual(VirtualClock())) {
      let worker = try Fiber.spawn {
        do { try Fiber.sleep(for: .seconds(60)) } catch {
          try? withShield { try Fiber.sleep(for: .seconds(1)) }
          cleaned = true
        }
      }
      try Fiber.yield()
      worker.cancel()
      try worker.join()
    }
    #expect(cleaned)
  }

  @Test("waiting outside of a fibre is an error that says so")
  func outside() {
    #expect(throws: ReactorError.notOnFiber(operation: "Fiber.sleep(for:)")) {
      try Fiber.sleep(for: .seconds(1))
    }
  }

  @Test("shutting down cancels what still runs and names it")
  func shutdown() throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) {
      try Fiber.spawn(name: "forgotten") { try? Fiber.sleep(for: .seconds(3600)) }
    }
    #expect(report?.cancelledFibers == ["forgotten"])
  }
}
