import GenLoop
import Reactor
import Testing

@Suite("gather")
struct GatherTests {
  private func late<T>(_ seconds: Int, _ value: T) -> () throws -> T {
    {
      try sleep(.seconds(seconds))
      return value
    }
  }

  @Test("results come in the order of the bodies, however long each takes")
  func order() throws {
    try onVirtualLoop { clock throws in
      #expect(try gather([late(3, "a"), late(1, "b"), late(2, "c")]) == ["a", "b", "c"])
      #expect(clock.elapsed == .seconds(3))
    }
  }

  @Test("nothing to gather is an empty result")
  func empty() throws {
    try onVirtualLoop { _ throws in
      #expect(try gather([() throws -> Int]()) == [])
    }
  }

  @Test("the first error cancels the rest, waits for it, and is thrown")
  func firstError() throws {
    try onVirtualLoop { clock throws in
      var cleanedUp = false
      let breaks: () throws -> Void = {
        try sleep(.seconds(1))
        throw Broken()
      }
      let waits: () throws -> Void = {
        do { try sleep(.seconds(100)) } catch is GenCancelledError {
          try withShield { try sleep(.seconds(1)) }
          cleanedUp = true
        }
      }
      #expect(throws: Broken.self) { try gather([breaks, waits]) }
      #expect(cleanedUp)
      #expect(clock.elapsed == .seconds(2))
    }
  }

  @Test("with returnExceptions an error is a result and cancels nobody")
  func returnExceptions() throws {
    try onVirtualLoop { _ throws in
      let breaks: () throws -> Int = { throw Broken(number: 1) }
      let results = try gather(returnExceptions: [breaks, late(1, 5)])
      #expect(throws: Broken(number: 1)) { try results[0].get() }
      #expect(try results[1].get() == 5)
    }
  }

  @Test("a time limit cancels all of it")
  func timeout() throws {
    try onVirtualLoop { clock throws in
      var ended = 0
      let bodies = [1, 60, 60].map { seconds in
        {
          defer { ended += 1 }
          try sleep(.seconds(seconds))
        }
      }
      #expect(throws: GenTimeoutError(limit: .seconds(5))) {
        try gather(bodies, timeout: .seconds(5))
      }
      #expect(ended == 3)
      #expect(clock.elapsed == .seconds(5))
      #expect(throws: GenTimeoutError.self) {
        try gather(returnExceptions: bodies, timeout: .seconds(5))
      }
    }
  }

  @Test("cancelling who gathers cancels what is gathered")
  func cancelCaller() throws {
    try onVirtualLoop { _ throws in
      var cancelled = 0
      let bodies = (0..<3).map { _ in
        {
          do { try sleep(.seconds(60)) } catch is GenCancelledError { cancelled += 1 }
        }
      }
      let caller = try createTask { try gather(bodies) }
      try turns(2)
      caller.cancel()
      #expect(throws: GenCancelledError.self) { try caller.value() }
      #expect(cancelled == 3)
    }
  }

  @Test("tasks and futures that exist already can be gathered")
  func tasks() throws {
    try onVirtualLoop { _ throws in
      let tasks = try (0..<3).map { n in try createTask(late(3 - n, n)) }
      #expect(try gather(tasks) == [0, 1, 2])
      let futures = [Future<Int>(), Future<Int>()]
      try createTask {
        try futures[1].setResult(1)
        try futures[0].setException(Broken())
      }
      let outcomes = try gather(returnExceptions: futures)
      #expect(throws: Broken.self) { try outcomes[0].get() }
      #expect(try outcomes[1].get() == 1)
    }
  }

  @Test("gathering cancelled tasks throws their cancellation, or returns it")
  func cancelledTasks() throws {
    try onVirtualLoop { _ throws in
      let tasks = try (0..<3).map { _ in try createTask { try sleep(.seconds(60)) } }
      try turns()
      for task in tasks { task.cancel() }
      let outcomes = try gather(returnExceptions: tasks)
      #expect(outcomes.count == 3)
      let areCancelled = tasks.allSatisfy(\.isCancelled)
      #expect(areCancelled)
      #expect(throws: GenCancelledError.self) { try gather(tasks) }
    }
  }

  @Test("bodies of several types give a tuple")
  func heterogeneous() throws {
    try onVirtualLoop { clock throws in
      let (number, text, flag) = try gather(late(2, 1), late(1, "two"), late(3, true))
      #expect(number == 1)
      #expect(text == "two")
      #expect(flag)
      #expect(clock.elapsed == .seconds(3))
      let fails: () throws -> String = { throw Broken() }
      #expect(throws: Broken.self) { try gather(late(60, 1), fails) }
      #expect(clock.elapsed == .seconds(3))
      #expect(throws: GenTimeoutError.self) {
        try gather(late(60, 1), late(60, ""), timeout: .seconds(1))
      }
    }
  }
}
