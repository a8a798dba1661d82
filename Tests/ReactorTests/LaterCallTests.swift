import Reactor
import Testing

@Suite("Calls put off")
struct LaterCallTests {
  @Test("they are made in their order, each once, unless taken back")
  func order() throws {
    var made: [Int] = []
    try cleanRun(clock: .virtual(VirtualClock())) { () throws in
      try Fiber.callLater(after: .seconds(2)) { made.append(2) }
      let taken = try Fiber.callLater(after: .seconds(3)) { made.append(3) }
      let first = try Fiber.callLater(after: .seconds(1)) { made.append(1) }
      #expect(taken.cancel())
      #expect(!taken.cancel())
      try Fiber.sleep(for: .seconds(5))
      #expect(!first.cancel())
    }
    #expect(made == [1, 2])
  }

  @Test("one that puts itself off again with no delay does not stop the loop")
  func again() throws {
    var count = 0
    func again() {
      count += 1
      _ = try? Fiber.callLater(after: .zero, again)
    }
    try cleanRun(clock: .virtual(VirtualClock())) { () throws in
      again()
      while count < 10 { try Fiber.yield() }
    }
    #expect(count >= 10)
  }

  @Test("a loop that ends first never makes them")
  func end() throws {
    var made = false
    try cleanRun { () throws in try Fiber.callLater(after: .seconds(3600)) { made = true } }
    #expect(!made)
  }
}
