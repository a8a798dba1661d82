import GenLoop
import Reactor
import Testing

@Suite("Tasks")
struct LoopTaskTests {
  @Test("a task runs beside its creator, and its value can be waited for, twice")
  func value() throws {
    try onVirtualLoop { clock throws in
      let task = try createTask(name: "adder") { () throws -> Int in
        try sleep(.seconds(1))
        return 7
      }
      #expect(!task.isDone)
      #expect(task.result == nil)
      #expect(task.name == "adder")
      #expect(try task.value() == 7)
      #expect(task.isDone)
      #expect(try task.value() == 7)
      #expect(clock.elapsed == .seconds(1))
    }
  }

  @Test("a task starts when its creator waits, in the order of creation")
  func order() throws {
    var order: [Int] = []
    try onVirtualLoop { _ throws in
      let tasks = try (0..<3).map { n in try createTask { order.append(n) } }
      #expect(order.isEmpty)
      for task in tasks { try task.value() }
    }
    #expect(order == [0, 1, 2])
  }

  @Test("a task's error is thrown by value, each time")
  func error() throws {
    try onVirtualLoop { _ throws in
      let task = try createTask { () throws -> Int in throw Broken() }
      #expect(throws: Broken.self) { try task.value() }
      #expect(throws: Broken.self) { try task.value() }
      #expect(task.exception is Broken)
      #expect(!task.isCancelled)
    }
  }

  @Test("a cancelled task throws at the point where it waits, and is done when its body is")
  func cancel() throws {
    try onVirtualLoop { clock throws in
      var point = ""
      let task = try createTask {
        point = "before"
        do { try sleep(.seconds(60)) } catch {
          point = "\(type(of: error))"
          throw error
        }
      }
      try turns()
      #expect(task.cancel())
      #expect(!task.isDone)
      #expect(throws: GenCancelledError.self) { try task.value() }
      #expect(point == "\(GenCancelledError.self)")
      #expect(task.isCancelled)
      #expect(!task.cancel())
      #expect(clock.elapsed == .zero)
    }
  }

  @Test("a task that was cancelled before it began begins, and its first wait throws")
  func cancelEarly() throws {
    try onVirtualLoop { _ throws in
      var hasBegun = false
      let task = try createTask {
        hasBegun = true
        try sleep(.zero)
      }
      task.cancel()
      #expect(throws: GenCancelledError.self) { try task.value() }
      #expect(hasBegun)
    }
  }

  @Test("a task that catches its cancellation may still have a value")
  func catchCancellation() throws {
    try onVirtualLoop { _ throws in
      let task = try createTask { () -> Int in
        do { try sleep(.seconds(60)) } catch { return 3 }
        return 0
      }
      try turns()
      task.cancel()
      #expect(try task.value() == 3)
      #expect(!task.isCancelled)
    }
  }

  @Test("cancelling who waits for a task ends the wait, not the task")
  func cancelWaiter() throws {
    try onVirtualLoop { _ throws in
      let task = try createTask { () throws -> Int in
        try sleep(.seconds(5))
        return 1
      }
      let waiter = try createTask { try task.value() }
      try turns()
      waiter.cancel()
      #expect(throws: GenCancelledError.self) { try waiter.value() }
      #expect(try task.value() == 1)
    }
  }

  @Test("done callbacks are called with the task when it ends, and at once afterwards")
  func callbacks() throws {
    try onVirtualLoop { _ throws in
      var seen: [Int] = []
      let task = try createTask { 4 }
      task.addDoneCallback { task in seen.append((try? task.result?.get()) ?? -1) }
      task.addDoneCallback { _ in seen.append(10) }
      #expect(seen.isEmpty)
      try task.value()
      #expect(seen == [4, 10])
      task.addDoneCallback { _ in seen.append(20) }
      #expect(seen == [4, 10, 20])
    }
  }

  @Test("away from a loop there are no tasks, and the error says so")
  func noLoop() {
    #expect(throws: GenLoopError.noRunningLoop(operation: "createTask")) { try createTask {} }
    #expect(throws: GenLoopError.self) { try getRunningLoop() }
    #expect(GenLoop.current == nil)
  }

  @Test("work that never waits asks whether it was cancelled")
  func checking() throws {
    try onVirtualLoop { _ throws in
      let task = try createTask {
        for _ in 0..<10 { try turns() }
      }
      let busy = try createTask {
        task.cancel()
        try checkCancellation()
        return 5
      }
      #expect(try busy.value() == 5)
      busy.cancel()
      let late = try createTask { try checkCancellation() }
      late.cancel()
      #expect(throws: GenCancelledError.self) { try late.value() }
    }
  }

  @Test("a hundred thousand tasks at once", .enabled(if: canHaveManyFibers))
  func many() throws {
    try GenLoop.run {
      let gate = Event()
      var passed = 0
      let tasks = try (0..<100_000).map { n in
        try createTask {
          try gate.wait()
          passed += 1
          return n
        }
      }
      try turns()
      #expect(passed == 0)
      gate.set()
      var sum = 0
      for task in tasks { sum += try task.value() }
      #expect(passed == 100_000)
      #expect(sum == 100_000 * 99_999 / 2)
    }
  }
}
