import GenLoop
import Reactor
import Testing

@Suite("Condition")
struct ConditionTests {
  @Test("notify wakes as many as it says, who have waited longest")
  func notify() throws {
    try onVirtualLoop { _ throws in
      let condition = Condition()
      var woken: [Int] = []
      let tasks = try (0..<4).map { n in
        try createTask {
          try condition.withLock {
            try condition.wait()
            woken.append(n)
          }
        }
      }
      try turns()
      try condition.withLock { try condition.notify(2) }
      try turns(4)
      #expect(woken == [0, 1])
      try condition.withLock { try condition.notifyAll() }
      try gather(tasks)
      #expect(woken == [0, 1, 2, 3])
    }
  }

  @Test("waiting for a predicate waits until it holds")
  func predicate() throws {
    try onVirtualLoop { _ throws in
      let condition = Condition()
      var stock = 0
      let customer = try createTask {
        try condition.withLock {
          try condition.wait { stock >= 2 }
          stock -= 2
        }
      }
      for _ in 0..<2 {
        try turns(2)
        #expect(!customer.isDone)
        try condition.withLock {
          stock += 1
          try condition.notify()
        }
      }
      try customer.value()
      #expect(stock == 0)
    }
  }

  @Test("a cancelled wait has the lock again when it throws")
  func cancel() throws {
    try onVirtualLoop { _ throws in
      let condition = Condition()
      var hadLock = false
      let waiter = try createTask {
        try condition.withLock {
          do { try condition.wait() } catch {
            hadLock = condition.lock.isLocked
            throw error
          }
        }
      }
      try turns()
      let wasDone = try condition.withLock {
        waiter.cancel()
        try turns(2)
        return waiter.isDone
      }
      #expect(!wasDone)
      #expect(throws: GenCancelledError.self) { try waiter.value() }
      #expect(hadLock)
      #expect(!condition.lock.isLocked)
    }
  }

  @Test("a condition is used with its lock")
  func misuse() throws {
    try onVirtualLoop { _ throws in
      let condition = Condition()
      #expect(throws: GenLoopError.self) { try condition.wait() }
      #expect(throws: GenLoopError.self) { try condition.notify() }
      #expect(throws: GenLoopError.self) { try condition.notifyAll() }
    }
  }
}
