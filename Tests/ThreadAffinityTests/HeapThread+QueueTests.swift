import Reactor
import Testing
import ThreadAffinity

@Suite("Stepwise work on a heap thread", .timeLimit(.minutes(1)))
struct HeapThreadQueueTests {
  @Test("the results of the steps come back in order")
  func items() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      #expect(try await counter.queue([3, 2, 1]) { $0.next() * $1 } == [3, 4, 3])
      #expect(try await counter.queue([Int]()) { $0.next() * $1 } == [])
      #expect(try await counter.queue(10...12) { $0.next() + $1 } == [14, 16, 18])
    }
  }

  @Test("a generator gives what it yields")
  func generator() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let results: [Int] = try await counter.queue { counter, yield in
        while case let next = counter.next(), next < 5 { try yield(next) }
      }
      #expect(results == [1, 2, 3, 4])
    }
  }

  @Test("no other call comes between two steps")
  func contiguous() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let gate = Gate()
      async let steps = counter.queue(0..<3) { counter, step in
        if step == 0 { gate.pass() }
        return counter.next()
      }
      await gate.untilEntered()
      async let other = counter.run { $0.next() }
      await counter.untilWaiting(1)
      gate.open()
      #expect(try await steps == [1, 2, 3])
      #expect(try await other == 4)
    }
  }

  @Test("the first error of a step ends the work")
  func error() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      await #expect(throws: Broken(number: 2)) {
        try await counter.queue(1...5) { counter, step in
          if counter.next() == 2 { throw Broken(number: step) }
        }
      }
      #expect(try await counter.run { $0.next() } == 3)
    }
  }

  @Test("a cancellation ends the work at its next step")
  func cancelled() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let gate = Gate()
      let task = Task {
        try await counter.queue(0..<100) { counter, step in
          if step == 2 { gate.pass() }
          return counter.next()
        }
      }
      await gate.untilEntered()
      task.cancel()
      gate.open()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await counter.run { $0.next() } == 4)
    }
  }

  @Test("an immediate close ends the work at its next step, and so does one of a generator")
  func closed() async throws {
    let counter = Counter()
    let gate = Gate()
    let task = Task {
      let values: [Int] = try await counter.queue { counter, yield in
        while true {
          try yield(counter.next())
          gate.pass()
        }
      }
      return values
    }
    await gate.untilEntered()
    async let closed: Void = counter.close(immediate: true)
    while counter.isOpen { await Task.yield() }
    gate.open()
    await #expect(throws: HeapThreadError.self) { try await task.value }
    await closed
  }

  @Test("a patient close lets the steps go on to the end")
  func patientClose() async throws {
    let counter = Counter()
    let gate = Gate()
    async let steps = counter.queue(0..<5) { counter, step in
      if step == 1 { gate.pass() }
      return counter.next()
    }
    await gate.untilEntered()
    async let closed: Void = counter.close()
    while counter.isOpen { await Task.yield() }
    gate.open()
    #expect(try await steps == [1, 2, 3, 4, 5])
    await closed
  }

  @Test("fibres queue too, and are cancelled between steps")
  func fibers() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      #expect(try counter.queue([1, 2]) { $0.next() + $1 } == [2, 4])
      let gate = Gate()
      var outcome: Result<[Int], any Error>?
      let fiber = try Fiber.spawn {
        outcome = Result {
          try counter.queue { counter, yield in
            while true {
              try yield(counter.next())
              gate.pass()
            }
          }
        }
      }
      try Fiber.wait { await gate.untilEntered() }
      fiber.cancel()
      try Fiber.yield()
      gate.open()
      try fiber.join()
      #expect(throws: CancellationError.self) { try outcome?.get() }
      #expect(try counter.run { $0.next() } == 5)
      try counter.close()
    }
  }
}
