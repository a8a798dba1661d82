import TestSupport
import Testing

@testable import Reactor

@Suite("Deadlines")
struct DeadlinesTests {
  @Test("they fire by time, and those of one time in the order in which they were added")
  func order() {
    var deadlines = Deadlines()
    var fired: [String] = []
    for (time, name) in [(30, "c"), (10, "a"), (20, "b1"), (20, "b2"), (40, "d")] {
      deadlines.add(at: UInt64(time), .call { fired.append(name) })
    }
    #expect(deadlines.next == 10)
    fire(&deadlines, until: 30)
    #expect(fired == ["a", "b1", "b2", "c"])
    #expect(deadlines.next == 40)
  }

  @Test("one that was taken out does not fire, and its token counts once")
  func remove() {
    var deadlines = Deadlines()
    var fired = 0
    let first = deadlines.add(at: 1, .call { fired += 1 })
    let second = deadlines.add(at: 2, .call { fired += 10 })
    var removed = [deadlines.remove(first) != nil, deadlines.remove(first) != nil]
    // The place of the first is another's now.
    deadlines.add(at: 3, .call { fired += 100 })
    removed.append(deadlines.remove(first) != nil)
    fire(&deadlines, until: 2)
    removed.append(deadlines.remove(second) != nil)
    fire(&deadlines, until: 3)
    #expect(removed == [true, false, false, false])
    #expect(fired == 110)
    #expect(deadlines.isEmpty)
  }

  @Test("whatever is added and taken out, what is left fires in order")
  func random() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var deadlines = Deadlines()
    var expected: [Int: UInt64] = [:]
    var tokens: [Int: Deadlines.Token] = [:]
    var fired: [Int] = []
    for number in 0..<5000 {
      let time = UInt64.random(in: 0..<1000, using: &generator)
      tokens[number] = deadlines.add(at: time, .call { fired.append(number) })
      expected[number] = time
      guard Bool.random(using: &generator) else { continue }
      let other = Int.random(in: 0...number, using: &generator)
      guard let token = tokens.removeValue(forKey: other) else { continue }
      let isRemoved = deadlines.remove(token) != nil
      #expect(isRemoved, "seed \(seed)")
      expected[other] = nil
    }
    fire(&deadlines, until: 1000)
    let order = expected.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    #expect(fired == order, "seed \(seed)")
  }

  @Test("a duration is rounded up, and never runs past the end of time")
  func adding() {
    #expect(UInt64(5).adding(.zero) == 5)
    #expect(UInt64(5).adding(.seconds(-1)) == 5)
    #expect(UInt64(5).adding(.nanoseconds(7)) == 12)
    #expect(UInt64(5).adding(Duration(secondsComponent: 0, attosecondsComponent: 1)) == 6)
    #expect(UInt64(0).adding(.seconds(3600)) == 3_600_000_000_000)
    #expect(UInt64(0).adding(.seconds(Int64.max)) == .max)
    #expect(UInt64.max.adding(.nanoseconds(1)) == .max)
    #expect(UInt64(1).adding(.seconds(18_446_744_073) + .nanoseconds(709_551_615)) == .max)
  }

  private func fire(_ deadlines: inout Deadlines, until now: UInt64) {
    while let action = deadlines.popDue(at: now) {
      if case .call(let call) = action { call() }
    }
  }
}
