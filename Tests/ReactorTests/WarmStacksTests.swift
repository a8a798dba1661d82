import Testing

@testable import Reactor

@Suite("Stacks that a burst has left")
struct WarmStacksTests {
  @Test(
    "they go back when nobody has wanted them for an age, a portion at a time",
    .enabled(if: canHaveManyStacks, "sanitizers have room for fewer fibres")
  )
  func age() async {
    await #expect(processExitsWith: .success) {
      var counts: [Int] = []
      var times: [UInt64?] = []
      try Reactor.run {
        var stacks = WarmStacks()
        func tend(at time: UInt64) -> UInt64? {
          let next = stacks.tend(at: time)
          times.append(next)
          counts.append(pooledStacks())
          return next
        }
        _ = tend(at: 0)
        try burst(of: 1500)
        guard let end = tend(at: 0) else { return }
        _ = tend(at: end - 1)
        _ = tend(at: end)
        while tend(at: end) != nil {}
      }
      let age = times[1]
      try #require(times.prefix(4) == [nil, age, age, age] && age != nil)
      try #require(counts[1] > 1024 && counts[2] == counts[1])
      try #require(counts[3] == counts[1] - WarmStacks.portion)
      try #require(counts.last == 1024)
    }
  }
}

/// Has so many fibres wait at once.
private func burst(of count: Int) throws {
  let fibers = try (0..<count).map { _ in try Fiber.spawn { try? Fiber.yield() } }
  for fiber in fibers { try fiber.join() }
}
