import GenLoop
import Reactor
import Testing

@Suite("Generators")
struct GeneratorTests {
  @Test("a generator is a sequence")
  func sequence() {
    let numbers = Generator<Int> { yield in
      for n in 1...3 { try yield(n) }
    }
    #expect(Array(numbers) == [1, 2, 3])
  }

  @Test("a dropped generator releases what its body holds")
  func dropped() {
    final class Held {}
    weak var weakly: Held?
    do {
      let endless = Generator<Int> { yield in
        let held = Held()
        weakly = held
        defer { withExtendedLifetime(held) {} }
        while true { try yield(1) }
      }
      #expect(endless.next() == 1)
      #expect(weakly != nil)
    }
    #expect(weakly == nil)
  }

  @Test("the body's error comes out of step, once")
  func error() throws {
    struct Broken: Error {}
    let generator = Generator<Int> { yield in
      try yield(1)
      throw Broken()
    }
    #expect(try generator.step() == 1)
    #expect(throws: Broken.self) { try generator.step() }
    #expect(try generator.step() == nil)
  }

  @Test("generators nest")
  func nested() {
    let outer = Generator<Int> { yield in
      for n in Generator<Int>({ inner in for n in 1...3 { try inner(n) } }) { try yield(n * 10) }
    }
    #expect(Array(outer) == [10, 20, 30])
  }

  @Test("on a fibre, a generator's body may wait")
  func waiting() throws {
    let clock = VirtualClock()
    let all = try GenLoop.run(clock: .virtual(clock)) {
      Array(
        Generator<Int> { yield in
          for n in 1...3 {
            try sleep(.seconds(1))
            try yield(n)
          }
        }
      )
    }
    #expect(all == [1, 2, 3])
    #expect(clock.elapsed == .seconds(3))
  }
}
