import Reactor
import Testing
import ThreadAffinity

private actor Ledger {
  nonisolated let thread: HeapThread
  private var entries: [Int] = []

  init(_ thread: HeapThread = HeapThread(name: "ledger")) { self.thread = thread }

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.unownedExecutor }

  func add(_ entry: Int) -> Bool {
    entries.append(entry)
    return thread.isCurrent
  }

  var count: Int { entries.count }

  nonisolated func addFromCall(_ entry: Int) async throws -> Bool {
    try await thread.run { _ in self.assumeIsolated { $0.add(entry) } }
  }

  /// Closes the thread that it runs on itself.
  func closeHome() async -> Bool {
    await thread.close()
    return add(-1)
  }
}

@Suite("A heap thread as an executor", .timeLimit(.minutes(1)))
struct ExecutorTests {
  @Test("an actor lives on the thread, beside its calls")
  func actor() async throws {
    let ledger = Ledger()
    await withTaskGroup(of: Bool.self) { group in
      for entry in 0..<500 { group.addTask { await ledger.add(entry) } }
      #expect(await group.allSatisfy { $0 })
    }
    #expect(await ledger.count == 500)
    #expect(try await ledger.addFromCall(1))
    await ledger.thread.close()
  }

  @Test("set-up comes before the actor's first job")
  func setUpFirst() async throws {
    final class Ready: HeapThread, @unchecked Sendable {
      var isReady = false
      override func onSetup() { isReady = true }
    }
    let thread = Ready()
    let ledger = Ledger(thread)
    _ = await ledger.add(1)
    #expect(try await thread.run { $0.isReady })
    await thread.close()
  }

  @Test("an actor's jobs still run when the thread has ended, elsewhere")
  func afterTheEnd() async throws {
    let ledger = Ledger()
    #expect(await ledger.add(1))
    await ledger.thread.close()
    #expect(await ledger.add(2) == false)
    #expect(await ledger.count == 2)
  }

  @Test("an actor can close its own thread")
  func closesItself() async {
    let ledger = Ledger()
    #expect(await ledger.closeHome() == false)
  }

  @Test("an actor's jobs run when set-up fails")
  func failedSetUp() async {
    final class Unlucky: HeapThread, @unchecked Sendable {
      override func onSetup() throws { throw Broken() }
    }
    let ledger = Ledger(Unlucky())
    for entry in 0..<10 { _ = await ledger.add(entry) }
    #expect(await ledger.count == 10)
    await ledger.thread.close()
  }

  @Test("a task that prefers the thread runs there, and comes back there after each wait")
  func taskPreference() async throws {
    let thread = HeapThread(name: "preferred")
    let isAtHome = await Task(executorPreference: thread.taskPreference) {
      var places = [thread.isCurrent]
      await Task.yield()
      places.append(thread.isCurrent)
      return places
    }.value
    #expect(isAtHome == [true, true])
    await thread.close()
  }
}
