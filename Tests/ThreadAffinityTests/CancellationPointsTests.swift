import Reactor
import Testing
import ThreadAffinity

/// A heap thread that can be held in its set-up, which may fail.
private final class Subject: HeapThread, @unchecked Sendable {
  let setUp = Gate()
  let calls = Gate()
  let runs = Guarded(0)
  private let isHeld: Bool
  private let failure: Broken?

  init(isHeld: Bool = false, failing failure: Broken? = nil) {
    self.isHeld = isHeld
    self.failure = failure
    super.init(queueLimit: 1)
  }

  override func onSetup() throws {
    if isHeld { setUp.pass() }
    if let failure { throw failure }
  }

  func work() -> Int {
    runs.withLock { $0 += 1 }
    return 42
  }
}

/// From where a call is made.
enum Caller: CaseIterable {
  case async
  case fiber

  fileprivate func call(_ subject: Subject, _ body: @escaping @Sendable (Subject) -> Int)
    -> Task<Int, any Error>
  {
    switch self {
    case .async: Task { try await subject.run(body) }
    case .fiber: Task { try await Reactor.shared.run { try subject.run(body) } }
    }
  }
}

@Suite("A call that is cancelled ends once, at each point of its life", .timeLimit(.minutes(1)))
struct CancellationPointsTests {
  @Test("during set-up: at once, before the set-up has ended", arguments: Caller.allCases)
  func duringSetUp(_ caller: Caller) async throws {
    let subject = Subject(isHeld: true)
    let call = caller.call(subject) { $0.work() }
    await subject.setUp.untilEntered()
    await subject.untilWaiting(1)
    call.cancel()
    await #expect(throws: CancellationError.self) { try await call.value }
    subject.setUp.open()
    #expect(try await subject.run { $0.work() } == 42)
    await subject.close()
    #expect(subject.runs.withLock { $0 } == 1)
  }

  @Test(
    "during a set-up that fails: at once, and later calls get its error",
    arguments: Caller.allCases
  )
  func duringFailingSetUp(_ caller: Caller) async throws {
    let subject = Subject(isHeld: true, failing: Broken())
    let call = caller.call(subject) { $0.work() }
    await subject.setUp.untilEntered()
    await subject.untilWaiting(1)
    call.cancel()
    await #expect(throws: CancellationError.self) { try await call.value }
    subject.setUp.open()
    let error = await #expect(throws: HeapThreadError.self) {
      try await caller.call(subject) { $0.work() }.value
    }
    guard case .setupFailed? = error else { return #expect(Bool(false)) }
    await subject.close()
    #expect(subject.runs.withLock { $0 } == 0)
  }

  @Test(
    "in the queue, and while it waits for room there: at once, and it never runs",
    arguments: Caller.allCases
  )
  func waiting(_ caller: Caller) async throws {
    let subject = Subject()
    let first = caller.call(subject) {
      $0.calls.pass()
      return $0.work()
    }
    await subject.calls.untilEntered()
    let second = caller.call(subject) { $0.work() }
    await subject.untilWaiting(1)
    let third = caller.call(subject) { $0.work() }
    await subject.untilWaiting(2)
    for call in [third, second] {
      call.cancel()
      await #expect(throws: CancellationError.self) { try await call.value }
    }
    #expect(subject.waitingCalls == 0)
    subject.calls.open()
    #expect(try await first.value == 42)
    await subject.close()
    #expect(subject.runs.withLock { $0 } == 1)
  }

  @Test("while it runs, and when it has ended: it has its value", arguments: Caller.allCases)
  func running(_ caller: Caller) async throws {
    let subject = Subject()
    let call = caller.call(subject) {
      $0.calls.pass()
      return $0.work()
    }
    await subject.calls.untilEntered()
    call.cancel()
    subject.calls.open()
    #expect(try await call.value == 42)
    call.cancel()
    #expect(try await call.value == 42)
    await subject.close()
    #expect(subject.runs.withLock { $0 } == 1)
  }

  @Test("before it is made: it never reaches the thread", arguments: Caller.allCases)
  func before(_ caller: Caller) async throws {
    let subject = Subject()
    let call = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      switch caller {
      case .async: return try await subject.run { $0.work() }
      case .fiber: return try await Reactor.shared.run { try subject.run { $0.work() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await call.value }
    await subject.close()
    #expect(subject.runs.withLock { $0 } == 0)
  }
}
