import GenLoop
import Reactor
import Testing

@Suite("Futures")
struct FutureTests {
  @Test("a future wakes all who wait for it with its value")
  func value() throws {
    try onVirtualLoop { _ throws in
      let future = Future<String>()
      let waiters = try (0..<3).map { _ in try createTask { try future.value() } }
      try turns()
      #expect(!future.isDone)
      try future.setResult("now")
      #expect(try waiters.map { try $0.value() } == ["now", "now", "now"])
      #expect(try future.value() == "now")
    }
  }

  @Test("a future's error is thrown to all who wait")
  func error() throws {
    try onVirtualLoop { _ throws in
      let future = Future<Int>()
      try future.setException(Broken(number: 2))
      #expect(throws: Broken(number: 2)) { try future.value() }
      #expect(future.exception as? Broken == Broken(number: 2))
    }
  }

  @Test("a future has one outcome")
  func once() throws {
    try onVirtualLoop { _ throws in
      let future = Future<Int>()
      try future.setResult(1)
      #expect(throws: GenLoopError.alreadyDone) { try future.setResult(2) }
      #expect(throws: GenLoopError.alreadyDone) { try future.setException(Broken()) }
      #expect(!future.cancel())
      #expect(try future.value() == 1)
    }
  }

  @Test("a cancelled future throws to who waits for it")
  func cancel() throws {
    try onVirtualLoop { _ throws in
      let future = Future<Int>()
      let waiter = try createTask { try future.value() }
      try turns()
      #expect(future.cancel())
      #expect(throws: GenCancelledError.self) { try waiter.value() }
      #expect(future.isCancelled)
    }
  }

  @Test("a future's done callbacks are called when it is set")
  func callbacks() throws {
    let future = Future<Int>()
    var seen: [Int] = []
    future.addDoneCallback { seen.append((try? $0.result?.get()) ?? -1) }
    #expect(seen.isEmpty)
    try future.setResult(8)
    #expect(seen == [8])
  }
}
