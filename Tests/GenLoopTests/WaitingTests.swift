import GenLoop
import Reactor
import Testing

@Suite("Waiting for several, time limits, shields")
struct WaitingTests {
  private func sleepers(_ seconds: [Int]) throws -> [LoopTask<Int>] {
    try seconds.map { n in
      try createTask {
        try sleep(.seconds(n))
        return n
      }
    }
  }

  @Test("wait returns when the first is done, when one has an error, or when all are")
  func returnWhen() throws {
    try onVirtualLoop { clock throws in
      var tasks = try sleepers([3, 1, 2])
      let first = try wait(tasks, returnWhen: .firstCompleted)
      #expect(first.done.map(\.name).count == 1)
      #expect(try first.done[0].value() == 1)
      #expect(first.pending.count == 2)
      #expect(clock.elapsed == .seconds(1))
      tasks.append(
        try createTask {
          try sleep(.seconds(1))
          throw Broken()
        }
      )
      let failed = try wait(tasks, returnWhen: .firstException)
      #expect(failed.done.count == 3)
      #expect(clock.elapsed == .seconds(2))
      #expect(try wait(tasks).pending.isEmpty)
      #expect(clock.elapsed == .seconds(3))
    }
  }

  @Test("wait gives up after its time, and cancels nobody")
  func waitTimeout() throws {
    try onVirtualLoop { _ throws in
      let tasks = try sleepers([1, 5])
      let (done, pending) = try wait(tasks, timeout: .seconds(2))
      #expect(done.count == 1)
      #expect(pending.count == 1)
      #expect(try pending[0].value() == 5)
    }
  }

  @Test("asCompleted gives tasks out as they end")
  func completions() throws {
    try onVirtualLoop { _ throws in
      let arrivals = asCompleted(try sleepers([3, 1, 2]))
      var order: [Int] = []
      while let task = try arrivals.next() { order.append(try task.value()) }
      #expect(order == [1, 2, 3])
    }
  }

  @Test("a time limit ends a wait with its own error, and work in time is not touched")
  func timeout() throws {
    try onVirtualLoop { clock throws in
      #expect(throws: GenTimeoutError(limit: .seconds(1))) {
        try withTimeout(.seconds(1)) { try sleep(.seconds(60)) }
      }
      #expect(clock.elapsed == .seconds(1))
      let inTime = try withTimeout(.seconds(2)) { () throws -> Int in
        try sleep(.seconds(1))
        return 7
      }
      #expect(inTime == 7)
      try sleep(.seconds(5))
      #expect(try withTimeout(nil) { 8 } == 8)
    }
  }

  @Test("nested time limits each throw their own error")
  func nestedTimeouts() throws {
    try onVirtualLoop { _ throws in
      #expect(throws: GenTimeoutError(limit: .seconds(1))) {
        try withTimeout(.seconds(1)) {
          try withTimeout(.seconds(5)) { try sleep(.seconds(60)) }
        }
      }
      #expect(throws: GenTimeoutError(limit: .seconds(2))) {
        try withTimeout(.seconds(5)) {
          try withTimeout(.seconds(2)) { try sleep(.seconds(60)) }
        }
      }
    }
  }

  @Test("a cancellation is not taken for a time limit")
  func cancelWithinTimeout() throws {
    try onVirtualLoop { _ throws in
      let task = try createTask { try withTimeout(.seconds(5)) { try sleep(.seconds(60)) } }
      try turns()
      task.cancel()
      #expect(throws: GenCancelledError.self) { try task.value() }
    }
  }

  @Test("shielded work goes on when its waiter is cancelled")
  func shielded() throws {
    try onVirtualLoop { _ throws in
      var isSaved = false
      let task = try createTask {
        try shield {
          try sleep(.seconds(1))
          isSaved = true
        }
      }
      try turns(2)
      task.cancel()
      #expect(throws: GenCancelledError.self) { try task.value() }
      #expect(!isSaved)
      try sleep(.seconds(2))
      #expect(isSaved)
    }
  }

  @Test("an async function can be waited for")
  func asyncFunction() throws {
    try GenLoop.run {
      let value = try wait { () async -> Int in
        await Task.yield()
        return 3
      }
      #expect(value == 3)
    }
  }
}
