import Reactor
import Testing

@Suite("A fibre that computes by slices")
struct SliceTests {
  @Test("is told that it is alone, while others wait for something else")
  func alone() throws {
    try Reactor.run {
      let other = try Fiber.spawn { try? Fiber.sleep(for: .seconds(3600)) }
      try Fiber.yield()
      let slices = (0..<3).map { _ in sliceOfLoneFiber() }
      #expect(slices == [true, true, true])
      other.cancel()
      try other.join()
    }
  }

  @Test("is told when another fibre wanted the thread, until that has ended")
  func besideAnother() throws {
    try Reactor.run {
      var isOver = false
      let other = try Fiber.spawn {
        for _ in 0..<3 { try? Fiber.yield() }
        isOver = true
      }
      while !isOver { #expect(!sliceOfLoneFiber()) }
      #expect(sliceOfLoneFiber())
      try other.join()
    }
  }

  @Test("is told that another computes too")
  func besideOneThatComputes() throws {
    try Reactor.run {
      let slices = [try computing(), try computing()]
      for fiber in slices { try fiber.join() }
    }
    func computing() throws -> Fiber {
      try Fiber.spawn {
        var slices: [Bool] = []
        for _ in 0..<5 { slices.append(sliceOfLoneFiber()) }
        // The first may begin alone, and the last end so.
        #expect(slices.dropFirst().dropLast() == [false, false, false])
      }
    }
  }
}
