import Reactor
import Testing

@testable import ThreadAffinity

@Suite("Calls on a heap thread", .timeLimit(.minutes(1)))
struct HeapThreadRunTests {
  @Test("a call ends with its value or its error, and an error closes nothing")
  func outcomes() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      await #expect(throws: Broken(number: 1)) {
        try await counter.run { _ in throw Broken(number: 1) }
      }
      #expect(try await counter.run { $0.next() } == 1)
    }
  }

  @Test("calls of one task, and posted ones, run in the order in which they were made")
  func order() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let seen = Guarded<[Int]>([])
      for number in 0..<500 { try counter.post { _ in seen.withLock { $0.append(number) } } }
      try await counter.run { _ in seen.withLock { $0.append(500) } }
      #expect(seen.withLock { $0 } == Array(0...500))
    }
  }

  @Test("a thousand calls of many tasks all come back, each with its own value")
  func manyTasks() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let values = try await withThrowingTaskGroup(of: Int.self) { group async throws in
        for _ in 0..<1000 { group.addTask { try await counter.run { $0.next() } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(values.sorted() == Array(1...1000))
    }
  }

  @Test("a call that is cancelled before it is made does not run")
  func cancelledBefore() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await counter.run { $0.next() }
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await counter.run { $0.next() } == 1)
    }
  }

  @Test("a call that is cancelled while it waits ends at once, and does not run")
  func cancelledWaiting() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let gate = Gate()
      async let first: Void = counter.run { _ in gate.pass() }
      await gate.untilEntered()
      let task = Task { try await counter.run { $0.next() } }
      await counter.untilWaiting(1)
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(counter.waitingCalls == 0)
      gate.open()
      try await first
      #expect(try await counter.run { $0.next() } == 1)
    }
  }

  @Test("a call that is cancelled while it runs ends with its value")
  func cancelledRunning() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let gate = Gate()
      let task = Task {
        try await counter.run { counter in
          gate.pass()
          return counter.next()
        }
      }
      await gate.untilEntered()
      task.cancel()
      gate.open()
      #expect(try await task.value == 1)
    }
  }

  // MARK: - From fibres

  @Test("fibres call, and wait as fibres do")
  func fibers() throws {
    try Reactor.run { () throws in
      try withHeapThread(Counter()) { counter throws in
        var values: [Int] = []
        let fibers = try (0..<100).map { _ in
          try Fiber.spawn {
            for _ in 0..<10 { values.append((try? counter.run { $0.next() }) ?? 0) }
          }
        }
        for fiber in fibers { try fiber.join() }
        #expect(values.sorted() == Array(1...1000))
      }
    }
  }

  @Test("a fibre gets the error of its call, and of a closed thread")
  func fiberErrors() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      #expect(throws: Broken(number: 2)) { try counter.run { _ in throw Broken(number: 2) } }
      try counter.close()
      #expect(throws: HeapThreadError.self) { try counter.run { $0.next() } }
    }
  }

  @Test("a fibre that is cancelled while its call waits goes on at once; the call does not run")
  func fiberCancelledWaiting() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      let gate = Gate()
      try counter.post { _ in gate.pass() }
      var outcome: Result<Int, any Error>?
      let fiber = try Fiber.spawn { outcome = Result { try counter.run { $0.next() } } }
      try Fiber.yield()
      fiber.cancel()
      try fiber.join()
      #expect(throws: CancellationError.self) { try outcome?.get() }
      gate.open()
      #expect(try counter.run { $0.next() } == 1)
      try counter.close()
    }
  }

  @Test("a fibre that is cancelled while its call runs waits for the call's value")
  func fiberCancelledRunning() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      let gate = Gate()
      var outcome: Result<Int, any Error>?
      let fiber = try Fiber.spawn {
        outcome = Result {
          try counter.run { counter in
            gate.pass()
            return counter.next()
          }
        }
      }
      try Fiber.wait { await gate.untilEntered() }
      fiber.cancel()
      try Fiber.yield()
      #expect(!fiber.hasEnded)
      gate.open()
      try fiber.join()
      #expect(try outcome?.get() == 1)
      try counter.close()
    }
  }

  @Test("whenever a fibre is cancelled, its call has run and given its value, or neither")
  func fiberCancelledAtAnyTime() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      var calls = 0
      for round in 0..<2000 {
        var outcome: Result<Int, any Error>?
        let fiber = try Fiber.spawn { outcome = Result { try counter.run { $0.next() } } }
        for _ in 0..<round % 40 { try Fiber.yield() }
        fiber.cancel()
        try fiber.join()
        if case .success? = outcome { calls += 1 }
        #expect(try counter.run { $0.next() } == calls + round + 1)
      }
      try counter.close()
    }
  }

  @Test("a fibre closes through a cancellation")
  func fiberClosesCancelled() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      try counter.start()
      let fiber = try Fiber.spawn { try? counter.close() }
      fiber.cancel()
      try fiber.join()
      #expect(!counter.isOpen)
    }
  }
}
