import GenLoop
import Reactor
import Testing

@Suite("Tasks")
struct TaskTests {
  @Test("gather keeps the order of its bodies, however long each takes")
  func order() throws {
    let results = try GenLoop.run(clock: .virtual(VirtualClock())) {
      try gather(
        [3, 1, 2].map { n in
          {
            try sleep(.seconds(n))
            return n
          }
        }
      )
    }
    #expect(results == [3, 1, 2])
  }

  @Test("gather's first error cancels the rest and is thrown")
  func firstError() throws {
    struct Broken: Error {}
    let clock = VirtualClock()
    var wasCancelled = false
    try GenLoop.run(clock: .virtual(clock)) {
      #expect(throws: Broken.self) {
        let breaks: () throws -> Void = {
          try sleep(.seconds(1))
          throw Broken()
        }
        let waits: () throws -> Void = {
          do { try sleep(.seconds(100)) } catch { wasCancelled = error is GenCancelledError }
        }
        _ = try gather([breaks, waits])
      }
    }
    #expect(wasCancelled)
    #expect(clock.elapsed == .seconds(1))
  }

  @Test("a time limit ends a wait with its own error")
  func timeout() throws {
    try GenLoop.run(clock: .virtual(VirtualClock())) {
      #expect(throws: GenTimeoutError(limit: .seconds(1))) {
        try withTimeout(.seconds(1)) { try sleep(.seconds(60)) }
      }
      let inTime = try withTimeout(.seconds(2)) { () throws -> Int in
        try sleep(.seconds(1))
        return 7
      }
      #expect(inTime == 7)
    }
  }

  @Test("an event wakes all who wait")
  func event() throws {
    try GenLoop.run {
      let event = Event()
      let waiters = try (0..<3).map { _ in try createTask { try event.wait() } }
      try sleep(.zero)
      event.set()
      for waiter in waiters { try waiter.value() }
    }
  }

  @Test("a lock goes to who has waited longest, and a cancelled waiter does not get it")
  func lock() throws {
    var order: [Int] = []
    try GenLoop.run {
      let lock = Lock()
      try lock.acquire()
      let tasks = try (0..<3).map { n in
        try createTask { try lock.withLock { order.append(n) } }
      }
      try sleep(.zero)
      tasks[1].cancel()
      try lock.release()
      #expect(throws: GenCancelledError.self) { try tasks[1].value() }
      try tasks[0].value()
      try tasks[2].value()
      #expect(!lock.isLocked)
    }
    #expect(order == [0, 2])
  }

  @Test("a queue with a limit makes its producer wait, and join waits for the work")
  func queue() throws {
    var got: [Int] = []
    try GenLoop.run {
      let queue = Queue<Int>(maxSize: 2)
      try createTask {
        while true {
          got.append(try queue.get())
          try queue.taskDone()
        }
      }
      for n in 0..<10 { try queue.put(n) }
      try queue.join()
    }
    #expect(got == Array(0..<10))
  }
}
