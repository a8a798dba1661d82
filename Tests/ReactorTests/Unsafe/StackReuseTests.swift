import Reactor
import Testing

@Suite("Stacks of fibres")
struct StackReuseTests {
  @Test("fibres that were made at once and do not wait run on one and the same stack")
  func sameStack() throws {
    var places: Set<UInt> = []
    try Reactor.run {
      let fibers = try (0..<1000).map { _ in try Fiber.spawn { places.insert(placeOfFrame()) } }
      for fiber in fibers { try fiber.join() }
    }
    #expect(places.count == 1)
  }

  @Test("fibres that wait have stacks of their own")
  func ownStacks() throws {
    var places: Set<UInt> = []
    try Reactor.run {
      let fibers = try (0..<100).map { _ in
        try Fiber.spawn {
          places.insert(placeOfFrame())
          try? Fiber.yield()
        }
      }
      for fiber in fibers { try fiber.join() }
    }
    #expect(places.count == 100)
  }
}

@inline(never)
private func placeOfFrame() -> UInt {
  withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { UInt(bitPattern: $0.baseAddress) }
}
