import TestSupport
import Umbra

extension SoakAct {
  static let threads = [
    SoakAct("heap thread") { _, random in
      _ = try await interrupted(&random) {
        try await withHeapThread(Tally()) { tally in
          for _ in 0..<20 { try await tally.run { $0.add(1) } }
          try tally.post { _ = $0.add(1) }
          let sums = try await tally.queue(Array(1...50)) { $0.add($1) }
          guard sums.last == 21 + 50 * 51 / 2 else { throw Wrong("\(sums)") }
        }
      }
    },
    SoakAct("fibres") { host, random in
      let count = Int.random(in: 1...50, using: &random)
      _ = try await interrupted(&random) {
        try await host.reactor.run { try Self.fibres(count) }
      }
    },
    SoakAct("loop") { _, random in
      let count = Int.random(in: 1...50, using: &random)
      let reactor = try Reactor.start(name: "soak")
      _ = try await interrupted(&random) { try await reactor.run { try Self.fibres(count) } }
      await reactor.shutDown()
    },
  ]

  /// Fibres that sleep with a generator half way; some end, and the others are cancelled.
  private static func fibres(_ count: Int) throws {
    let fibers = try (0..<count).map { number in
      try Fiber.spawn {
        let numbers = Generator<Int> { yield in
          var next = 0
          while true {
            try yield(next)
            next += 1
          }
        }
        for next in numbers where next > number {
          do { try sleep(.milliseconds(number)) } catch { return }
          break
        }
      }
    }
    defer {
      for fiber in fibers { fiber.cancel() }
      try? withShield { for fiber in fibers { try fiber.join() } }
    }
    try sleep(.milliseconds(count / 2))
  }
}

/// A sum on a thread of its own.
private final class Tally: HeapThread, @unchecked Sendable {
  private var sum = 0

  func add(_ number: Int) -> Int {
    sum += number
    return sum
  }
}
