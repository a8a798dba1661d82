import LuaBridge
import Reactor
import Sandbox
import Testing

private final class Duck: DAO {
  private var eaten = 0

  override var members: Members {
    Members()
      .field("kind", "mallard")
      .field("_secret", 1)
      .field("eaten", get: { self.eaten }, set: { _ in self.eaten = 0 })
      .method("eat") { (arguments: LuaArguments) throws -> Int in
        self.eaten += try arguments.integer(0)
        return self.eaten
      }
      .method("quack", quack)
  }

  private func quack() async throws -> String {
    await Task.yield()
    return "quack"
  }
}

private class Pond: Environment {
  override func setUp() throws {
    register("duck", Duck())
    register("depth", 3)
    register("_hidden", 1)
    register("double") { (arguments: LuaArguments) in try arguments.number(0) * 2 }
  }
}

private final class DeepPond: Pond {
  override func setUp() throws {
    try super.setUp()
    register("depth", 300)
  }
}

@Suite("A command executor")
struct CommandExecutorTests {
  func run(
    _ code: String,
    limits: Limits = Limits(),
    _ environment: Environment.Type = Pond.self
  ) async throws -> ScriptReport {
    let executor = try CommandExecutor(limits: limits, output: { _ in })
    executor.registerEnvironment(environment)
    let report = try await executor.run(code)
    await executor.close()
    return report
  }

  @Test("scripts find what an environment registers, and nothing with an underscore")
  func environment() async throws {
    let report = try await run("return duck.kind, depth, double(4), _hidden, duck._secret")
    #expect(report.results == ["mallard", 3, 8.0, nil, nil])
  }

  @Test("an environment inherits, and a later name wins")
  func inheritance() async throws {
    #expect(try await run("return depth, duck.kind", DeepPond.self).results == [300, "mallard"])
  }

  @Test("methods are called with a point or a colon, plain or async")
  func methods() async throws {
    let code = "duck.eat(2) return duck:eat(3), duck.eaten, duck.quack(), duck:quack()"
    #expect(try await run(code).results == [5, 5, "quack", "quack"])
  }

  @Test("a field with a setter can be assigned to, others cannot")
  func fields() async throws {
    let report = try await run(
      "duck.eat(2) duck.eaten = 0 return duck.eaten, pcall(function() duck.kind = 1 end)"
    )
    #expect(report.results.prefix(2) == [0, false])
    #expect(report.results.last?.description.contains("cannot assign to 'kind' of a Duck") == true)
  }

  @Test("an error tells message, place and traceback")
  func error() async throws {
    let report = try await run("local function f() error('no') end\nf()")
    #expect(report.verdict == .error)
    #expect(report.message == "script:1: no")
    #expect(report.traceback?.contains("script:2: in main chunk") == true)
  }

  @Test(
    "what passes a limit is stopped",
    arguments: [
      ("while true do end", Limits(cpu: .milliseconds(20)), "limit:cpu"),
      (
        "local t = {} while true do t[#t + 1] = {} end", Limits(memory: .mebibytes(2)),
        "limit:memory"
      ),
      ("sleep(100)", Limits(deadline: .milliseconds(20)), "limit:deadline"),
      ("while true do print('x') end", Limits(output: ByteCount(bytes: 100)), "limit:output"),
      ("while true do double(1) end", Limits(hostCalls: 100), "limit:calls"),
      ("while true do pcall(error) end", Limits(instructions: 1000), "limit:instructions"),
    ]
  )
  func limits(_ code: String, _ limits: Limits, _ verdict: String) async throws {
    #expect(try await run(code, limits: limits).verdict.description == verdict)
  }

  @Test("a script may be given less memory than its executor allows, and no more")
  func lessMemory() async throws {
    let executor = try CommandExecutor(limits: Limits(memory: .mebibytes(8)), output: { _ in })
    let threeMebibytes = "return #string.rep('x', 3 << 20)"
    let low = try await executor.run(threeMebibytes, limits: Limits(memory: .mebibytes(2)))
    #expect(low.verdict == .limit(.memory))
    #expect(low.message == "the script needed more than 2097152 bytes of memory")
    #expect(low.usage.memoryPeak <= 2 << 20)
    #expect(try await executor.run(threeMebibytes).verdict == .ok)
    let high = try await executor.run(
      "return #string.rep('x', 16 << 20)",
      limits: Limits(memory: .mebibytes(64))
    )
    #expect(high.verdict == .limit(.memory))
    #expect(high.message == "the script needed more than 8388608 bytes of memory")
    await executor.close()
  }

  @Test("the count of instructions is exact and repeatable, coroutines included")
  func instructions() async throws {
    let code = "for i = 1, 10 do coroutine.wrap(function() for j = 1, 7 do end end)() end"
    let limits = Limits(instructions: 100_000)
    let counts = [
      try await run(code, limits: limits).usage.instructions,
      try await run(code, limits: limits).usage.instructions,
    ]
    #expect(counts[0] == counts[1])
    let exact = try #require(counts[0])
    #expect(try await run(code, limits: Limits(instructions: exact)).verdict == .ok)
    #expect(
      try await run(code, limits: Limits(instructions: exact - 1)).verdict == .limit(.instructions)
    )
  }

  @Test(
    "cancelling the task stops its script, computing or waiting",
    arguments: [
      "while true do end", "sleep(3600)",
    ]
  )
  func cancellation(_ code: String) async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let task = Task { try await executor.execute(code) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await executor.execute("return 1") == [1])
    await executor.close()
  }

  @Test("time slices go on when the thread has had other work for long, in the middle of a script")
  func slicesGoOn() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: .milliseconds(200), deadline: nil))
    async let endless = executor.run("while true do end")
    for _ in 1...3 {
      // Longer than the timer ticks for nothing.
      try await executor.reactor.run {
        let end = ContinuousClock.now + .milliseconds(40)
        while ContinuousClock.now < end {}
      }
    }
    #expect(try await endless.verdict == .limit(.cpu))
    await executor.close()
  }

  @Test(
    "ten thousand scripts wait at once, and are cancelled",
    .enabled(if: LuaVM.isInterruptibleAnywhere, "ThreadSanitizer has room for 8,000 fibres")
  )
  func manyParked() async throws {
    let executor = try CommandExecutor(limits: Limits(deadline: nil))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<10_000 {
        group.addTask { _ = try? await executor.execute("sleep(3600)") }
      }
      _ = try? await executor.execute("sleep(0.01)")
      group.cancelAll()
    }
    #expect(try await executor.execute("return 1") == [1])
    await executor.close()
  }

  @Test("on a reactor that others use too, close() ends this executor alone")
  func closeOnSharedReactor() async throws {
    let reactor = try Reactor.start(name: "shared")
    let limits = Limits(cpu: nil, deadline: nil)
    let executor = try CommandExecutor(limits: limits, reactor: reactor)
    let other = try CommandExecutor(limits: limits, reactor: reactor)
    let scripts = ["sleep(3600)", "while true do end", "while true do pcall(sleep, 3600) end"]
    let tasks = scripts.map { code in Task { try await executor.run(code) } }
    let dialogue = ScriptDialogue(executor)
    let chunk = Task { try await dialogue.run("sleep(3600)") }
    let untouched = Task { try await other.execute("sleep(0.05) return 7") }
    while try await executor.runningScripts() < 4 { await Task.yield() }
    await executor.close()
    for task in tasks { #expect(try await task.value.verdict == .cancelled) }
    #expect(try await chunk.value.report.verdict == .cancelled)
    #expect(try await executor.runningScripts() == 0)
    await #expect(throws: ReactorError.closed) { try await executor.execute("return 1") }
    await #expect(throws: ReactorError.closed) { try await dialogue.run("x = 1") }
    #expect(try await untouched.value == [7])
    #expect(try await other.execute("return 8") == [8])
    #expect(await reactor.shutDown().isClean)
  }

  @Test("scripts that compute share the thread, and a script that waits is not kept waiting")
  func slices() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try? await executor.execute("while true do end") } }
      let report = try? await executor.run("sleep(0.005) return 1")
      #expect(report?.results == [1])
      group.cancelAll()
    }
    await executor.close()
  }

  @Test("os.date and os.time keep to the calendar, in UTC")
  func dates() async throws {
    let code = """
      return os.date('!%Y-%m-%d %H:%M:%S %a %j %U %V', 951782400), os.time{year=2000,month=14,day=1},
        os.date('*t', 0).wday, os.date('%c', -1)
      """
    #expect(
      try await run(code).results == [
        "2000-02-29 00:00:00 Tue 060 09 09", 981_028_800, 5, "Wed Dec 31 23:59:59 1969",
      ]
    )
  }
}
