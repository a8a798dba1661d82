import Reactor
import Testing

@Suite("The priority of fibres")
struct FiberPriorityTests {
  @Test("a background fibre runs when no other is ready")
  func order() throws {
    var order: [String] = []
    try Reactor.run {
      let back = try Fiber.spawn(priority: .background) { order.append("background") }
      let front = try Fiber.spawn {
        for _ in 0..<3 {
          order.append("normal")
          try? Fiber.yield()
        }
      }
      for fiber in [back, front] { try fiber.join() }
    }
    #expect(order == ["normal", "normal", "normal", "background"])
  }

  @Test("background fibres are not put off for ever by others that are always ready")
  func notStarved() throws {
    try Reactor.run {
      var hasRun = 0
      let back = try (0..<5).map { _ in
        try Fiber.spawn(priority: .background) { hasRun += 1 }
      }
      let front = try Fiber.spawn {
        while hasRun < 5, (try? Fiber.yield()) != nil {}
      }
      try front.join()
      for fiber in back { try fiber.join() }
      #expect(hasRun == 5)
    }
  }

  @Test("a background fibre sleeps, and wakes behind those of normal priority")
  func sleeps() throws {
    let clock = VirtualClock()
    var order: [String] = []
    try Reactor.run(clock: .virtual(clock)) {
      let fibers = try [FiberPriority.background, .normal].map { priority in
        try Fiber.spawn(priority: priority) {
          try? Fiber.sleep(for: .seconds(1))
          order.append("\(priority)")
        }
      }
      for fiber in fibers { try fiber.join() }
    }
    #expect(order == ["normal", "background"])
    #expect(clock.elapsed == .seconds(1))
  }

  @Test("from outside, a fibre is started with a priority too")
  func fromOutside() async throws {
    let reactor = try Reactor.start(name: "priorities")
    #expect(try await reactor.run(priority: .background) { 7 } == 7)
    _ = await reactor.shutDown()
  }
}
