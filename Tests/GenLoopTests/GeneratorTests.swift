import GenLoop
import Reactor
import Testing

@Suite("Generators")
struct GeneratorTests {
  /// Says when it goes.
  private final class Held {
    private let onEnd: () -> Void
    init(_ onEnd: @escaping () -> Void) { self.onEnd = onEnd }
    deinit { onEnd() }
  }

  @Test("a generator is a sequence")
  func sequence() {
    let numbers = Generator<Int> { yield in
      for n in 1...3 { try yield(n) }
    }
    #expect(numbers.map { $0 * 2 } == [2, 4, 6])
    #expect(numbers.next() == nil)
  }

  @Test("its body runs only when an element is asked for")
  func lazy() {
    var log: [String] = []
    let generator = Generator<Int> { yield in
      log.append("begun")
      try yield(1)
      log.append("between")
      try yield(2)
      log.append("ended")
    }
    #expect(log == [])
    #expect(generator.next() == 1)
    #expect(log == ["begun"])
    #expect(generator.next() == 2)
    #expect(generator.next() == nil)
    #expect(log == ["begun", "between", "ended"])
  }

  @Test("leaving a loop early ends the body, and its defers run")
  func earlyBreak() {
    var log: [String] = []
    let endless = Generator<Int> { yield in
      defer { log.append("defer") }
      let held = Held { log.append("released") }
      defer { withExtendedLifetime(held) {} }
      for n in 0... { try yield(n) }
    }
    for n in endless where n == 3 { break }
    log.append("after")
    #expect(log == ["released", "defer", "after"])
    #expect(endless.next() == nil)
    #expect(endless.error == nil)
  }

  @Test("a dropped generator is closed; one that has not begun does not begin")
  func dropped() {
    var log: [String] = []
    do {
      let endless = Generator<Int> { yield in
        defer { log.append("defer") }
        while true { try yield(1) }
      }
      #expect(endless.next() == 1)
    }
    do {
      _ = Generator<Int> { _ in log.append("begun") }
    }
    #expect(log == ["defer"])
  }

  @Test("the body's error ends the sequence and comes out of step, once")
  func error() throws {
    let generator = Generator<Int> { yield in
      try yield(1)
      throw Broken()
    }
    #expect(try generator.step() == 1)
    #expect(throws: Broken.self) { try generator.step() }
    #expect(try generator.step() == nil)
    let other = Generator<Int> { _ in throw Broken() }
    #expect(Array(other) == [])
    #expect(other.error is Broken)
  }

  @Test("what is sent is what yield returns")
  func send() throws {
    let average = Coroutine<Double, Double> { yield in
      var (sum, count, mean) = (0.0, 0.0, 0.0)
      while let number = try yield(mean) {
        sum += number
        count += 1
        mean = sum / count
      }
    }
    #expect(throws: GenLoopError.generatorNotStarted) { try average.send(1) }
    #expect(average.next() == 0)
    #expect(try average.send(10) == 10)
    #expect(try average.send(20) == 15)
    #expect(average.next() == nil)
    #expect(try average.send(1) == nil)
  }

  @Test("an error that is thrown in comes out of yield, and may be caught there")
  func throwIn() throws {
    var caught = 0
    let generator = Generator<Int> { yield in
      for n in 0... {
        do { try yield(n) } catch is Broken { caught += 1 }
      }
    }
    #expect(generator.next() == 0)
    #expect(try generator.throw(Broken()) == 1)
    #expect(caught == 1)
    struct Other: Error {}
    #expect(throws: Other.self) { try generator.throw(Other()) }
    #expect(generator.next() == nil)
    #expect(throws: Broken.self) { try generator.throw(Broken()) }
    let fresh = Generator<Int> { yield in try yield(1) }
    #expect(throws: Broken.self) { try fresh.throw(Broken()) }
    #expect(fresh.next() == nil)
  }

  @Test("close runs the body's clean-up, and again does nothing")
  func close() {
    var log: [String] = []
    let generator = Generator<Int> { yield in
      do { try yield(1) } catch {
        log.append("\(error is GeneratorExit)")
        throw error
      }
    }
    #expect(generator.next() == 1)
    generator.close()
    generator.close()
    #expect(log == ["true"])
    #expect(generator.error == nil)
  }

  @Test("a body that does not want to end is stopped, and that is its error")
  func refuses() {
    let stubborn = Generator<Int> { yield in
      while true { _ = try? yield(1) }
    }
    #expect(stubborn.next() == 1)
    stubborn.close()
    #expect(stubborn.next() == nil)
    #expect(stubborn.error as? GenLoopError == .generatorIgnoredExit)
  }

  @Test("a body that asks its own generator for an element gets an error")
  func recursion() {
    var own: Generator<Int>?
    var seen: (any Error)?
    let generator = Generator<Int> { yield in
      do { _ = try own?.step() } catch { seen = error }
      try yield(1)
    }
    own = generator
    #expect(generator.next() == 1)
    #expect(seen as? GenLoopError == .generatorIsRunning)
    own = nil
  }

  @Test("generators nest, and one hands out all of another")
  func nested() {
    func leaves(_ depth: Int, _ label: String) -> Generator<String> {
      Generator { yield in
        guard depth > 0 else {
          try yield(label)
          return
        }
        try yield(from: leaves(depth - 1, label + "a"))
        try yield(from: leaves(depth - 1, label + "b"))
      }
    }
    #expect(Array(leaves(2, "")) == ["aa", "ab", "ba", "bb"])
  }

  @Test("breaking off nested generators ends all of them, the innermost first")
  func nestedBreak() {
    var log: [Int] = []
    func level(_ depth: Int) -> Generator<Int> {
      Generator { yield in
        defer { log.append(depth) }
        if depth == 3 { while true { try yield(depth) } }
        try yield(from: level(depth + 1))
      }
    }
    for n in level(1) where n == 3 { break }
    #expect(log.sorted() == [1, 2, 3])
  }

  @Test("on a loop, a body may wait, and others run meanwhile")
  func waiting() throws {
    try onVirtualLoop { clock throws in
      var ticks = 0
      try createTask {
        while true {
          try sleep(.milliseconds(500))
          ticks += 1
        }
      }
      let all = Array(
        Generator<Int> { yield in
          for n in 1...3 {
            try sleep(.seconds(1))
            try yield(n)
          }
        }
      )
      #expect(all == [1, 2, 3])
      #expect(clock.elapsed == .seconds(3))
      #expect(ticks >= 5)
    }
  }

  @Test("cancelling a task ends the wait inside its generator")
  func cancelInside() throws {
    try onVirtualLoop { _ throws in
      var log: [String] = []
      let task = try createTask {
        let generator = Generator<Int> { yield in
          defer { log.append("defer") }
          try yield(1)
          try sleep(.seconds(60))
          try yield(2)
        }
        while let n = try generator.step() { log.append("\(n)") }
      }
      try turns(2)
      task.cancel()
      #expect(throws: GenCancelledError.self) { try task.value() }
      #expect(log == ["1", "defer"])
    }
  }

  @Test("ten thousand generators at once", .enabled(if: canHaveManyFibers))
  func many() {
    let all = (0..<10_000).map { n in
      Generator<Int> { yield in for step in 0... { try yield(n + step) } }
    }
    #expect(all.map { $0.next() ?? -1 } == Array(0..<10_000))
    #expect(all.map { $0.next() ?? -1 } == Array(1...10_000))
  }
}
