import Glibc
import Reactor
import Synchronization
import Testing
import ThreadAffinity

/// Notes on which thread each of its three parts of life was.
private final class Homebody: HeapThread, @unchecked Sendable {
  let log = Guarded<[String]>([])
  private var home: pthread_t?
  private let failure: Broken?

  init(failing failure: Broken? = nil, name: String? = nil) {
    self.failure = failure
    super.init(name: name)
  }

  override func onSetup() throws {
    home = pthread_self()
    note("set up")
    if let failure { throw failure }
  }

  override func onShutdown() {
    note("shut down")
  }

  func note(_ event: String) {
    let place = home == pthread_self() && isCurrent ? "at home" : "elsewhere"
    log.withLock { $0.append("\(event) \(place)") }
  }
}

@Suite("The life of a heap thread", .timeLimit(.minutes(1)))
struct HeapThreadTests {
  @Test("set-up, calls and shutdown are on one thread, in this order")
  func life() async throws {
    let thread = Homebody()
    try await thread.run { $0.note("call") }
    await thread.close()
    #expect(
      thread.log.withLock { $0 } == ["set up at home", "call at home", "shut down at home"]
    )
    #expect(!thread.isCurrent && !thread.isOpen)
  }

  @Test("two instances of one class have a thread each, and their calls reach the right one")
  func instances() async throws {
    let (one, other) = (Counter(), Counter())
    #expect(try await one.run { $0.next() } == 1)
    #expect(try await one.run { $0.next() } == 2)
    #expect(try await other.run { $0.next() } == 1)
    let ids = try await [one, other].asyncMap { try await $0.run { _ in pthread_self() } }
    #expect(ids[0] != ids[1])
    await one.close()
    await other.close()
  }

  @Test("the thread bears the class's name, or the one it was given")
  func name() async throws {
    for (thread, name) in [(Homebody(), "Homebody"), (Homebody(name: "a name"), "a name")] {
      try await thread.start()
      #expect(threadNames().contains(name))
      await thread.close()
    }
  }

  @Test("a failing set-up ends every call with its error, those that wait and later ones")
  func failingSetUp() async throws {
    let thread = Homebody(failing: Broken(number: 7))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          let error = await #expect(throws: HeapThreadError.self) {
            try await thread.run { $0.note("call") }
          }
          guard case .setupFailed(let cause)? = error else { return #expect(Bool(false)) }
          #expect(cause as? Broken == Broken(number: 7))
        }
      }
    }
    #expect(!thread.isOpen)
    await thread.close()
    #expect(thread.log.withLock { $0 } == ["set up at home"])
  }

  @Test("start tells of a failing set-up")
  func failingStart() async {
    let thread = Homebody(failing: Broken())
    await #expect(throws: HeapThreadError.self) { try await thread.start() }
    await thread.close()
  }

  @Test("closing one that was never used starts nothing, and later calls are refused")
  func closedUnused() async {
    let thread = Homebody()
    await thread.close()
    await #expect(throws: HeapThreadError.self) { try await thread.run { $0.note("call") } }
    #expect(thread.log.withLock { $0 } == [])
  }

  @Test("it is shut down without waiting, patiently and then immediately")
  func shutDown() async throws {
    let counter = Counter()
    let gate = Gate()
    async let running: Void = counter.run { _ in gate.pass() }
    await gate.untilEntered()
    let queued = Task { try await counter.run { $0.next() } }
    await counter.untilWaiting(1)
    counter.shutDown()
    #expect(!counter.isOpen)
    #expect(counter.waitingCalls == 1)
    counter.shutDown(immediate: true)
    #expect(counter.waitingCalls == 0)
    #expect(!counter.hasEnded)
    gate.open()
    try await running
    await #expect(throws: HeapThreadError.self) { try await queued.value }
    await counter.close()
    #expect(counter.hasEnded)
  }

  @Test("a patient close lets what is queued run, then shuts down")
  func patientClose() async throws {
    let thread = Homebody()
    let gate = Gate()
    async let first: Void = thread.run { _ in gate.pass() }
    await gate.untilEntered()
    async let second: Void = thread.run { $0.note("call") }
    await thread.untilWaiting(1)
    async let closed: Void = thread.close()
    while thread.isOpen { await Task.yield() }
    await #expect(throws: HeapThreadError.self) { try await thread.run { $0.note("late") } }
    gate.open()
    try await first
    try await second
    await closed
    #expect(
      thread.log.withLock { $0 } == ["set up at home", "call at home", "shut down at home"]
    )
  }

  @Test("an immediate close refuses what is queued at once, while a call is still running")
  func immediateClose() async throws {
    let thread = Counter()
    let gate = Gate()
    async let first: Void = thread.run { _ in gate.pass() }
    await gate.untilEntered()
    let second = Task { try await thread.run { $0.next() } }
    await thread.untilWaiting(1)
    async let closed: Void = thread.close(immediate: true)
    let error = await #expect(throws: HeapThreadError.self) { try await second.value }
    guard case .closed? = error else { return #expect(Bool(false)) }
    gate.open()
    try await first
    await closed
  }

  @Test("an immediate close may follow a patient one, and all who close wait for the same end")
  func closeTwice() async throws {
    let thread = Counter()
    let gate = Gate()
    async let first: Void = thread.run { _ in gate.pass() }
    await gate.untilEntered()
    let second = Task { try await thread.run { $0.next() } }
    await thread.untilWaiting(1)
    async let patient: Void = thread.close()
    while thread.isOpen { await Task.yield() }
    async let hasty: Void = thread.close(immediate: true)
    await #expect(throws: HeapThreadError.self) { try await second.value }
    gate.open()
    try await first
    await patient
    await hasty
    await thread.close()
  }

  @Test("a close during set-up waits for it")
  func closeDuringSetUp() async throws {
    final class Slow: HeapThread, @unchecked Sendable {
      let gate = Gate()
      let events = Guarded<[String]>([])
      override func onSetup() throws {
        gate.pass()
        events.withLock { $0.append("set up") }
      }
      override func onShutdown() throws { events.withLock { $0.append("shut down") } }
    }
    let thread = Slow()
    let call = Task { try await thread.run { _ in } }
    await thread.gate.untilEntered()
    async let closed: Void = thread.close(immediate: true)
    await #expect(throws: HeapThreadError.self) { try await call.value }
    thread.gate.open()
    await closed
    #expect(thread.events.withLock { $0 } == ["set up", "shut down"])
  }

  @Test("one that is dropped without a close ends its thread")
  func dropped() async throws {
    weak var observed: Counter?
    do {
      let thread = Counter()
      observed = thread
      _ = try await thread.run { $0.next() }
    }
    while observed != nil { await Task.yield() }
  }

  @Test("no thread is left when they are closed")
  func noThreadLeft() async throws {
    let threads = (0..<20).map { Counter(name: "left\($0)") }
    for thread in threads { _ = try await thread.run { $0.next() } }
    for thread in threads { await thread.close() }
    while threadNames().contains(where: { $0.hasPrefix("left") }) { await Task.yield() }
  }

  private func threadNames() -> [String] {
    let tasks = "/proc/self/task"
    guard let folder = opendir(tasks) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let id = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let file = fopen("\(tasks)/\(id)/comm", "r") else { continue }
      var buffer = [CChar](repeating: 0, count: 17)
      if fgets(&buffer, 17, file) != nil {
        names.append(
          String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init), as: UTF8.self)
        )
      }
      fclose(file)
    }
    return names
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
    var results: [T] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
