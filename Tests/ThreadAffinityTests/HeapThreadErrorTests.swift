import Reactor
import Testing
import ThreadAffinity

@Suite("Limits and handlers of a heap thread", .timeLimit(.minutes(1)))
struct HeapThreadErrorTests {
  @Test("a full queue refuses those who will not wait, by name of the limit")
  func full() async throws {
    let counter = Counter(queueLimit: 2)
    let gate = Gate()
    async let first: Void = counter.run { _ in gate.pass() }
    await gate.untilEntered()
    try counter.post { _ = $0.next() }
    try counter.post { _ = $0.next() }
    let error = #expect(throws: HeapThreadError.self) { try counter.post { _ = $0.next() } }
    guard case .full(limit: 2)? = error else { return #expect(Bool(false)) }
    gate.open()
    try await first
    await counter.close()
    #expect("\(HeapThreadError.full(limit: 2))".contains("limit of 2 calls"))
  }

  @Test("callers that wait for room get their turn, in order; a cancelled one gives its place up")
  func backPressure() async throws {
    let counter = Counter(queueLimit: 1)
    let gate = Gate()
    async let first: Void = counter.run { _ in gate.pass() }
    await gate.untilEntered()
    var waiting: [Task<Int, any Error>] = []
    for place in 1...4 {
      waiting.append(Task { try await counter.run { $0.next() } })
      await counter.untilWaiting(place)
    }
    waiting[0].cancel()
    await #expect(throws: CancellationError.self) { try await waiting[0].value }
    #expect(throws: HeapThreadError.self) { try counter.post { _ = $0.next() } }
    gate.open()
    try await first
    for place in 1...3 { #expect(try await waiting[place].value == place) }
    await counter.close()
  }

  @Test("a patient close refuses those who still wait for room")
  func closeWhileWaitingForRoom() async throws {
    let counter = Counter(queueLimit: 1)
    let gate = Gate()
    async let first: Void = counter.run { _ in gate.pass() }
    await gate.untilEntered()
    let second = Task { try await counter.run { $0.next() } }
    await counter.untilWaiting(1)
    let third = Task { try await counter.run { $0.next() } }
    await counter.untilWaiting(2)
    async let closed: Void = counter.close()
    await #expect(throws: HeapThreadError.self) { try await third.value }
    gate.open()
    try await first
    #expect(try await second.value == 1)
    await closed
  }

  @Test("a limit below one is one")
  func limitBelowOne() async throws {
    try await withHeapThread(Counter(queueLimit: 0)) { counter async throws in
      #expect(try await counter.run { $0.next() } == 1)
      try counter.post { _ = $0.next() }
    }
  }

  // MARK: - The exception handler

  private final class Faulty: HeapThread, @unchecked Sendable {
    override func onShutdown() throws { throw Broken(number: 99) }
  }

  @Test("the handler is told of errors that have no caller: posted calls, shutdown")
  func handler() async throws {
    let told = Guarded<[Broken]>([])
    let thread = Faulty(exceptionHandler: { error in
      if let error = error as? Broken { told.withLock { $0.append(error) } }
    })
    try thread.post { _ in throw Broken(number: 1) }
    await #expect(throws: Broken(number: 2)) {
      try await thread.run { _ in throw Broken(number: 2) }
    }
    try thread.post { _ in throw Broken(number: 3) }
    await thread.close()
    #expect(told.withLock { $0 } == [1, 3, 99].map(Broken.init))
  }

  @Test("the handler is told of posted calls that were accepted and refused later")
  func refusedPosts() async throws {
    let told = Guarded(0)
    let thread = Counter(exceptionHandler: { error in
      if case HeapThreadError.closed = error { told.withLock { $0 += 1 } }
    })
    let gate = Gate()
    async let first: Void = thread.run { _ in gate.pass() }
    await gate.untilEntered()
    for _ in 0..<5 { try thread.post { _ = $0.next() } }
    async let closed: Void = thread.close(immediate: true)
    while thread.isOpen { await Task.yield() }
    gate.open()
    try await first
    await closed
    #expect(told.withLock { $0 } == 5)
  }

  @Test("a handler that fails closes the thread, and every call ends with its error")
  func failingHandler() async throws {
    let thread = Counter(exceptionHandler: { _ in throw Broken(number: 5) })
    let gate = Gate()
    async let first: Void = thread.run { _ in gate.pass() }
    await gate.untilEntered()
    try thread.post { _ in throw Broken(number: 1) }
    let second = Task { try await thread.run { $0.next() } }
    await thread.untilWaiting(2)
    try thread.post { _ = $0.next() }
    gate.open()
    try await first
    for error in [
      await #expect(throws: HeapThreadError.self) { try await second.value },
      await #expect(throws: HeapThreadError.self) { try await thread.run { $0.next() } },
    ] {
      guard case .handlerFailed(let cause)? = error else { return #expect(Bool(false)) }
      #expect(cause as? Broken == Broken(number: 5))
    }
    await thread.close()
  }

  @Test("a call that crashes takes the process down, and does not hang it")
  func crash() async {
    await #expect(processExitsWith: .failure) {
      let counter = Counter()
      try? await counter.run { counter in
        // What a bug in a call is like.
        var empty: [Int] = []
        empty.removeLast()
        _ = counter.next()
      }
    }
  }

  @Test("a handler that crashes takes the process down, and does not hang it")
  func handlerCrash() async {
    await #expect(processExitsWith: .failure) {
      let counter = Counter(exceptionHandler: { _ in
        // What a bug in a handler is like.
        var empty: [Int] = []
        empty.removeLast()
      })
      try counter.post { _ in throw Broken(number: 1) }
      await counter.close()
    }
  }
}
