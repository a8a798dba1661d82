import GenLoop
import Reactor
import Testing

@Suite("Semaphores")
struct SemaphoreTests {
  @Test("no more than its permits are inside, first come, first served")
  func permits() throws {
    try onVirtualLoop { clock throws in
      let semaphore = Semaphore(2)
      var (inside, most) = (0, 0)
      var order: [Int] = []
      try gather(
        (0..<6).map { n in
          {
            try semaphore.withPermit {
              inside += 1
              most = max(most, inside)
              order.append(n)
              try sleep(.seconds(1))
              inside -= 1
            }
          }
        }
      )
      #expect(most == 2)
      #expect(order == Array(0..<6))
      #expect(clock.elapsed == .seconds(3))
      #expect(semaphore.value == 2)
    }
  }

  @Test("a waiter that is cancelled takes no permit, before and at the moment of handing over")
  func cancel() throws {
    try onVirtualLoop { _ throws in
      let semaphore = Semaphore()
      try semaphore.acquire()
      #expect(semaphore.isLocked)
      let tasks = try (0..<3).map { _ in
        try createTask { try semaphore.withPermit { try sleep(.zero) } }
      }
      try turns()
      tasks[0].cancel()
      semaphore.release()
      tasks[1].cancel()
      #expect(throws: GenCancelledError.self) { try tasks[0].value() }
      #expect(throws: GenCancelledError.self) { try tasks[1].value() }
      try tasks[2].value()
      #expect(semaphore.value == 1)
    }
  }

  @Test("a plain semaphore grows by a release, a bounded one refuses")
  func bounded() throws {
    try onVirtualLoop { _ throws in
      let semaphore = Semaphore(0)
      semaphore.release()
      #expect(semaphore.value == 1)
      let bounded = BoundedSemaphore(1)
      #expect(throws: GenLoopError.releasedTooOften) { try bounded.release() }
      try bounded.acquire()
      #expect(bounded.isLocked)
      let waiter = try createTask { try bounded.withPermit { 1 } }
      try turns()
      try bounded.release()
      #expect(try waiter.value() == 1)
      #expect(bounded.value == bounded.bound)
    }
  }
}
