import Reactor
import Testing
import ThreadAffinity

private final class Watched: HeapThread, @unchecked Sendable {
  let events = Guarded<[String]>([])
  private let isUnlucky: Bool

  init(isUnlucky: Bool = false) {
    self.isUnlucky = isUnlucky
    super.init()
  }

  override func onSetup() throws {
    note("set up")
    if isUnlucky { throw Broken() }
  }
  override func onShutdown() { note("shut down") }

  func note(_ event: String) { events.withLock { $0.append(event) } }
}

@Suite("withHeapThread", .timeLimit(.minutes(1)))
struct WithHeapThreadTests {
  @Test("the thread is set up before the body and has ended after it")
  func order() async throws {
    let thread = Watched()
    let value = try await withHeapThread(thread) { thread in
      thread.note("body")
      return 5
    }
    #expect(value == 5)
    #expect(thread.events.withLock { $0 } == ["set up", "body", "shut down"])
    #expect(!thread.isOpen)
  }

  @Test("what was posted in the body still runs")
  func patient() async throws {
    let thread = Watched()
    try await withHeapThread(thread) { thread in
      for _ in 0..<3 { try thread.post { $0.note("posted") } }
    }
    #expect(
      thread.events.withLock { $0 } == ["set up", "posted", "posted", "posted", "shut down"]
    )
  }

  @Test("an error of the body closes the thread and is thrown on")
  func error() async {
    let thread = Watched()
    await #expect(throws: Broken(number: 1)) {
      try await withHeapThread(thread) { _ in throw Broken(number: 1) }
    }
    #expect(thread.events.withLock { $0 } == ["set up", "shut down"])
  }

  @Test("a failing set-up is thrown, and the body does not run")
  func failingSetUp() async {
    let thread = Watched(isUnlucky: true)
    await #expect(throws: HeapThreadError.self) {
      try await withHeapThread(thread) { $0.note("body") }
    }
    #expect(thread.events.withLock { $0 } == ["set up"])
  }

  @Test("a cancelled body still leaves the thread closed")
  func cancelled() async {
    let thread = Watched()
    let task = Task {
      try await withHeapThread(thread) { thread in
        withUnsafeCurrentTask { $0?.cancel() }
        try await thread.run { $0.note("call") }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(thread.events.withLock { $0 } == ["set up", "shut down"])
  }

  @Test("fibres have the same, with their errors")
  func fibers() throws {
    try Reactor.run { () throws in
      let thread = Watched()
      try withHeapThread(thread) { try $0.run { $0.note("call") } }
      #expect(thread.events.withLock { $0 } == ["set up", "call", "shut down"])
      let unlucky = Watched(isUnlucky: true)
      #expect(throws: HeapThreadError.self) { try withHeapThread(unlucky) { _ in } }
      #expect(unlucky.events.withLock { $0 } == ["set up"])
    }
  }
}
