import Logging
import TestSupport
import Testing
import Umbra

/// Tasks, scripts, consoles and idle connections that all wait until everybody is there.
struct Crowd {
  private static let (tasks, scripts, consoles, connections) = (100_000, 10_000, 1000, 10_000)
  private static let silent = Logger(label: "crowd") { _ in SwiftLogNoOpLogHandler() }

  private let gate = Gate()
  private let executor: CommandExecutor
  private let reactor: Reactor

  init() throws {
    let scripts = try Reactor.start(name: "umbra-crowd", logger: Self.silent)
    let limits = Limits(memory: .mebibytes(1), deadline: nil)
    executor = try CommandExecutor(limits: limits, reactor: scripts, output: { _ in })
    reactor = try Reactor.start(name: "soak")
  }

  /// Has all of them come, wait, and go.
  ///
  /// - Returns: What the process had open and used meanwhile.
  func gather() async throws -> Footprint {
    async let tasks = reactor.run { try waitAsTasks(Self.tasks, at: gate) }
    async let consoles = waitAsConsoles()
    async let scripts: Void = waitAsScripts()
    let most = try await reactor.run { try withVisitors { try wait { try await everybody() } } }
    gate.open()
    #expect(try await tasks == Self.tasks)
    #expect(await consoles == Self.consoles)
    await executor.close()
    await scripts
    await executor.reactor.shutDown()
    #expect(await reactor.shutDown().isClean)
    return most
  }

  /// Waits until all of them are there, and has another script run beside them.
  private func everybody() async throws -> Footprint {
    let isWaiting = { gate.count == Self.tasks + Self.consoles }
    while try await executor.runningScripts() < Self.scripts || !isWaiting() {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try await executor.execute("return 1 + 1") == [2])
    return Footprint()
  }

  private func waitAsScripts() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.scripts {
        group.addTask { _ = try? await executor.execute("sleep(3600)") }
      }
    }
  }

  private func waitAsConsoles() async -> Int {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<Self.consoles {
        group.addTask {
          let console = GatedConsole(executor, number, at: gate)
          try? await console.interact(banner: "", exitMessage: "")
          return console.isRight
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
  }

  /// Runs `body` while the connections are idle.
  private func withVisitors<T>(_ body: () throws -> T) throws -> T {
    let server = Server(maxConnections: 2 * Self.connections, logger: Self.silent)
    server.router.get("/") { _ in Response(text: "hello") }
    try server.start()
    let port = "\(server.localAddress?.port ?? 0)"
    let arguments = ["-c", Visitors.script, port, "\(Self.connections)"]
    let python = try ChildProcess.spawn("python3", arguments: arguments, .pipes)
    defer { python.close() }
    _ = try python.standardOutput?.read()
    #expect(server.connectionCount == Self.connections)
    let result = try body()
    python.standardInput?.close()
    _ = try python.wait()
    try server.stop()
    return result
  }
}

/// Starts tasks that wait for the gate.
///
/// - Returns: How many of them went through.
private func waitAsTasks(_ count: Int, at gate: Gate) throws -> Int {
  let event = Event()
  var passed = 0
  let tasks = try (0..<count).map { _ in
    try createTask {
      gate.arrive()
      try event.wait()
      passed += 1
    }
  }
  try wait { await gate.pass() }
  event.set()
  for task in tasks { try task.value() }
  return passed
}
