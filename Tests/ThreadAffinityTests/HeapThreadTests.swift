import Glibc
import Reactor
import Synchronization
import Testing
import ThreadAffinity

private final class Counter: HeapThread, @unchecked Sendable {
  private var count = 0
  private var thread: pthread_t?

  override func onSetup() throws { thread = pthread_self() }

  func next() -> Int {
    count += 1
    return count
  }

  var isAtHome: Bool { thread == pthread_self() }
}

private final class Unlucky: HeapThread, @unchecked Sendable {
  struct Broken: Error {}
  override func onSetup() throws { throw Broken() }
}

private final class Tally: Sendable {
  let count = Atomic(0)
}

@Suite("A heap thread")
struct HeapThreadTests {
  @Test("calls run on one thread, in order")
  func order() async throws {
    let counter = Counter()
    #expect(try await counter.run { $0.isAtHome })
    #expect(
      try await counter.queue([1, 2, 3]) { counter, factor in counter.next() * factor } == [
        1, 4, 9,
      ]
    )
    await counter.close()
  }

  @Test("two instances have a thread each")
  func instances() async throws {
    let (one, other) = (Counter(), Counter())
    #expect(try await one.run { $0.next() } == 1)
    #expect(try await other.run { $0.next() } == 1)
    await one.close()
    await other.close()
  }

  @Test("a failing set-up ends every call with its error, and close returns")
  func setUp() async {
    let unlucky = Unlucky()
    await #expect(throws: HeapThreadError.self) { try await unlucky.run { _ in } }
    await unlucky.close()
    await #expect(throws: HeapThreadError.self) { try await unlucky.run { _ in } }
  }

  @Test("after close, calls are refused")
  func closed() async {
    let counter = Counter()
    await counter.close()
    await #expect(throws: HeapThreadError.self) { try await counter.run { $0.next() } }
  }

  @Test("of a thousand calls and an immediate close between them, each ends exactly once")
  func everyCallEnds() async throws {
    let counter = Counter()
    let ended = Tally()
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<1000 {
        group.addTask {
          _ = try? await counter.run { $0.next() }
          ended.count.add(1, ordering: .relaxed)
        }
        if index == 500 { group.addTask { await counter.close(immediate: true) } }
      }
    }
    #expect(ended.count.load(ordering: .relaxed) == 1000)
    await counter.close()
  }

  @Test("a call that is cancelled while it is queued does not run")
  func cancelled() async throws {
    let counter = Counter()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await counter.run { $0.next() }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await counter.run { $0.next() } == 1)
    await counter.close()
  }

  @Test("a fibre calls, and waits as a fibre does")
  func fromFiber() throws {
    try Reactor.run {
      let counter = Counter()
      #expect(try counter.runFromFiber { $0.next() } == 1)
      try Fiber.wait { await counter.close() }
    }
  }
}
