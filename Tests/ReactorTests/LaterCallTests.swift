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

  @Test("what one that is taken back lets go of may put off another")
  func takenBack() throws {
    final class LastWish {
      let wish: () -> Void
      init(_ wish: @escaping () -> Void) { self.wish = wish }
      deinit { wish() }
    }
    var made = 0
    try cleanRun(clock: .virtual(VirtualClock())) { () throws in
      var object: LastWish? = LastWish {
        for _ in 0..<100 { _ = try? Fiber.callLater(after: .seconds(1)) { made += 1 } }
      }
      let later = try Fiber.callLater(after: .seconds(9)) { [object] in _ = object }
      object = nil
      #expect(later.cancel())
      try Fiber.sleep(for: .seconds(2))
    }
    #expect(made == 100)
  }

  @Test("a loop that ends first never makes them")
  func end() throws {
    var made = false
    try cleanRun { () throws in try Fiber.callLater(after: .seconds(3600)) { made = true } }
    #expect(!made)
  }
}
