import Reactor
import Testing

@testable import ThreadAffinity

@Suite("Calls from threads that may be blocked", .timeLimit(.minutes(1)))
struct ThreadCallTests {
  @Test("a plain thread calls, and gets values and errors")
  func plainThread() async throws {
    try await onPlainThread { () throws in
      let counter = Counter()
      try counter.start()
      #expect(try counter.run { $0.next() } == 1)
      #expect(throws: Broken(number: 3)) { try counter.run { _ in throw Broken(number: 3) } }
      #expect(try counter.queue(1...3) { counter, _ in counter.next() } == [2, 3, 4])
      #expect(try counter.queue { counter, yield in try yield(counter.next()) } == [5])
      try counter.close()
      #expect(throws: HeapThreadError.self) { try counter.run { $0.next() } }
      try counter.close()
    }
  }

  @Test("a plain thread has a heap thread lent")
  func lent() async throws {
    try await onPlainThread { () throws in
      let counter = Counter()
      #expect(try withHeapThread(counter) { counter in try counter.run { $0.next() } } == 1)
      #expect(!counter.isOpen)
    }
  }

  @Test("a plain thread that waits is told of an immediate close")
  func refused() async throws {
    let counter = Counter()
    let gate = Gate()
    try counter.post { _ in gate.pass() }
    async let outcome: Void = onPlainThread { () throws in
      #expect(throws: HeapThreadError.self) { try counter.run { $0.next() } }
    }
    await counter.untilWaiting(1)
    async let closed: Void = counter.close(immediate: true)
    try await outcome
    gate.open()
    await closed
  }

  @Test("set-up's failure reaches a plain thread")
  func failingSetup() async throws {
    final class Unborn: HeapThread, @unchecked Sendable {
      override func onSetup() throws { throw Broken(number: 1) }
    }
    try await onPlainThread { () throws in
      let unborn = Unborn()
      let error = #expect(throws: HeapThreadError.self) { try unborn.run { _ in } }
      #expect("\(error ?? .closed)" == "the thread's set-up failed: Broken(number: 1)")
      try unborn.close()
    }
  }

  @Test("a task's thread is not blocked: the form without await is refused there")
  func task() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      func call() throws { try counter.run { _ in } }
      func close() throws { try counter.close() }
      #expect { try call() } throws: { isWouldBlock($0) }
      #expect { try close() } throws: { isWouldBlock($0) }
      #expect(counter.isOpen)
    }
  }

  @Test(
    "the main actor may be held up, as at the top level of a main.swift, on whichever thread it is"
  )
  @MainActor func mainActor() async throws {
    let counter = Counter()
    func call() throws -> Int { try counter.run { $0.next() } }
    func close() throws { try counter.close() }
    #expect(try call() == 1)
    await Task.detached {}.value
    #expect(try call() == 2)
    try close()
    #expect(!counter.isOpen)
  }

  @Test("a loop is not blocked: on it, but on no fibre, the form without await is refused")
  func loop() throws {
    try Reactor.run { () throws in
      let counter = Counter()
      var failure: (any Error)?
      try Fiber.callLater(after: .zero) {
        do { try counter.run { _ in } } catch let error { failure = error }
      }
      while failure == nil { try Fiber.yield() }
      #expect(failure.map(isWouldBlock) == true)
    }
  }

  @Test("a call from the thread to itself is refused, where it would wait for ever")
  func itself() async throws {
    try await withHeapThread(Counter()) { counter async throws in
      let isRefused = try await counter.run { counter in
        do { try counter.run { $0.next() } } catch HeapThreadError.deadlock { return true }
        return false
      }
      #expect(isRefused)
      let isRefusedOnFiber = try await counter.run { counter in
        try Reactor.run {
          do { try counter.run { $0.next() } } catch HeapThreadError.deadlock { return true }
          return false
        }
      }
      #expect(isRefusedOnFiber)
    }
  }

  @Test("a body closes its own thread, which ends after it")
  func closesItself() async throws {
    let counter = Counter()
    let value = try await counter.run { counter in
      try counter.close()
      return counter.next()
    }
    #expect(value == 1)
    #expect(!counter.isOpen)
    await counter.close()
  }

  private func isWouldBlock(_ error: any Error) -> Bool {
    if case HeapThreadError.wouldBlock = error { true } else { false }
  }
}

/// Runs `body` on a thread that has nothing to do with tasks or loops.
private func onPlainThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws
  -> T
{
  try await withCheckedThrowingContinuation { continuation in
    do {
      try startThread(named: "plain") { continuation.resume(with: Result { try body() }) }
    } catch { continuation.resume(throwing: error) }
  }
}
