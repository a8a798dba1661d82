import GenLoop
import Reactor
import Testing

@Suite("Task groups")
struct LoopTaskGroupTests {
  @Test("a group ends when its body and all its tasks have, also those that tasks started")
  func waits() throws {
    try onVirtualLoop { clock throws in
      var ended: [String] = []
      let value = try withTaskGroup { group in
        try group.createTask {
          try sleep(.seconds(1))
          try group.createTask {
            try sleep(.seconds(1))
            ended.append("grandchild")
          }
          ended.append("child")
        }
        return 9
      }
      #expect(value == 9)
      #expect(ended == ["child", "grandchild"])
      #expect(clock.elapsed == .seconds(2))
    }
  }

  @Test("the first error cancels the others and the body; all are waited for, errors come as one")
  func errors() throws {
    try onVirtualLoop { clock throws in
      var bodyWasCancelled = false
      let error = #expect(throws: TaskGroupError.self) {
        try withTaskGroup { group in
          try group.createTask {
            try sleep(.seconds(1))
            throw Broken(number: 1)
          }
          try group.createTask {
            do { try sleep(.seconds(60)) } catch { throw Broken(number: 2) }
          }
          try group.createTask { try sleep(.seconds(60)) }
          do { try sleep(.seconds(60)) } catch {
            bodyWasCancelled = error is GenCancelledError
            throw error
          }
        }
      }
      #expect(error?.errors.compactMap { $0 as? Broken } == [Broken(number: 1), Broken(number: 2)])
      #expect(error?.errors.count == 2)
      #expect(bodyWasCancelled)
      #expect(clock.elapsed == .seconds(1))
    }
  }

  @Test("an error of the body cancels the tasks and is the first of the errors")
  func bodyError() throws {
    try onVirtualLoop { _ throws in
      var childWasCancelled = false
      let error = #expect(throws: TaskGroupError.self) {
        try withTaskGroup { group in
          try group.createTask {
            do { try sleep(.seconds(60)) } catch { childWasCancelled = true }
          }
          try turns()
          throw Broken(number: 3)
        }
      }
      #expect(error?.errors.first as? Broken == Broken(number: 3))
      #expect(childWasCancelled)
    }
  }

  @Test("a failing group takes no more tasks, nor does one that is over")
  func closed() throws {
    try onVirtualLoop { _ throws in
      var kept: LoopTaskGroup?
      #expect(throws: TaskGroupError.self) {
        try withTaskGroup { group in
          kept = group
          try group.createTask { throw Broken() }
          try? turns(2)
          #expect(throws: GenLoopError.taskGroupClosed) { try group.createTask {} }
        }
      }
      #expect(throws: GenLoopError.taskGroupClosed) { try kept?.createTask {} }
    }
  }

  @Test("cancelling who runs a group cancels its tasks")
  func cancelCaller() throws {
    try onVirtualLoop { _ throws in
      var cancelled = 0
      let caller = try createTask {
        try withTaskGroup { group in
          for _ in 0..<3 {
            try group.createTask {
              do { try sleep(.seconds(60)) } catch { cancelled += 1 }
            }
          }
        }
      }
      try turns(2)
      caller.cancel()
      #expect(throws: GenCancelledError.self) { try caller.value() }
      #expect(cancelled == 3)
    }
  }

  @Test("cancelling a group's tasks leaves the group and its body alone")
  func cancelAll() throws {
    try onVirtualLoop { clock throws in
      let value = try withTaskGroup { group in
        try group.createTask { try sleep(.seconds(60)) }
        try turns()
        group.cancelAll()
        try sleep(.seconds(1))
        return try group.createTask { 4 }.value()
      }
      #expect(value == 4)
      #expect(clock.elapsed == .seconds(1))
    }
  }

  @Test("Swift's own withTaskGroup is still Swift's, with and without its first argument")
  func swiftsOwn() async {
    let sum = await withTaskGroup(of: Int.self) { group in
      for n in 1...3 { group.addTask { n } }
      return await group.reduce(0, +)
    }
    #expect(sum == 6)
    let other = await withTaskGroup { group in
      group.addTask { 5 }
      return await group.next()
    }
    #expect(other == 5)
    let task = Task { 7 }
    #expect(await task.value == 7)
  }
}
