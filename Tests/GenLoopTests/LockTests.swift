import GenLoop
import Reactor
import TestSupport
import Testing

@Suite("Lock")
struct LockTests {
  @Test("a lock goes to who has waited longest")
  func order() throws {
    try onVirtualLoop { _ throws in
      let lock = Lock()
      var order: [Int] = []
      try lock.acquire()
      #expect(!lock.tryAcquire())
      let tasks = try (0..<3).map { n in
        try createTask { try lock.withLock { order.append(n) } }
      }
      try turns()
      try lock.release()
      // It is handed over: nobody comes in between.
      #expect(!lock.tryAcquire())
      try gather(tasks)
      #expect(order == [0, 1, 2])
      #expect(!lock.isLocked)
      #expect(lock.tryAcquire())
    }
  }

  @Test("a waiter that is cancelled does not get it, and the next one does")
  func cancelWaiting() throws {
    try onVirtualLoop { _ throws in
      let lock = Lock()
      var order: [Int] = []
      try lock.acquire()
      let tasks = try (0..<3).map { n in
        try createTask { try lock.withLock { order.append(n) } }
      }
      try turns()
      tasks[0].cancel()
      try lock.release()
      #expect(throws: GenCancelledError.self) { try tasks[0].value() }
      try tasks[1].value()
      try tasks[2].value()
      #expect(order == [1, 2])
      #expect(!lock.isLocked)
    }
  }

  @Test("a waiter that is cancelled at the moment it is handed the lock passes it on")
  func cancelAtHandover() throws {
    try onVirtualLoop { _ throws in
      let lock = Lock()
      try lock.acquire()
      let first = try createTask { try lock.withLock { try sleep(.seconds(60)) } }
      let second = try createTask { try lock.withLock { 2 } }
      try turns()
      try lock.release()
      first.cancel()
      #expect(throws: GenCancelledError.self) { try first.value() }
      #expect(try second.value() == 2)
      #expect(!lock.isLocked)
    }
  }

  @Test("whatever order of releasing and cancelling, a lock is never lost", arguments: 0..<40)
  func neverLost(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    try onVirtualLoop { _ throws in
      let lock = Lock()
      var inside = 0
      let tasks = try (0..<20).map { _ in
        let waits = Int.random(in: 0..<3, using: &random)
        return try createTask {
          try lock.withLock {
            inside += 1
            defer { inside -= 1 }
            #expect(inside == 1)
            try turns(waits)
          }
        }
      }
      for _ in 0..<15 {
        try turns(Int.random(in: 0..<3, using: &random))
        tasks[Int.random(in: 0..<20, using: &random)].cancel()
      }
      _ = try gather(returnExceptions: tasks)
      #expect(!lock.isLocked)
    }
  }

  @Test("releasing a lock that nobody holds is an error")
  func misuse() {
    #expect(throws: GenLoopError.lockNotHeld(operation: "Lock.release()")) {
      try Lock().release()
    }
  }
}
