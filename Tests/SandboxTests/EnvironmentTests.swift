import LuaBridge
import Reactor
import Sandbox
import Synchronization
import Testing

/// Runs one script with these environments.
func execute(_ code: String, limits: Limits = Limits(), _ environments: Environment.Type...)
  async throws -> [LuaValue]
{
  let executor = try CommandExecutor(limits: limits, output: { _ in })
  for environment in environments { executor.registerEnvironment(environment) }
  let outcome: Result<[LuaValue], any Error>
  do { outcome = .success(try await executor.execute(code)) } catch { outcome = .failure(error) }
  await executor.close()
  return try outcome.get()
}

private struct Config: Codable {
  var name = "web"
  var ports = [80, 443]
  var limits = ["cpu": 0.5]
}

private class Base: Environment {
  override func setUp() throws {
    register("who", "base")
    register("only_base", true)
    register("_secret", 1)
  }
}

private final class Child: Base {
  override func setUp() throws {
    try super.setUp()
    register("who", "child")
    register("half") { (arguments: LuaArguments) in try arguments.number(0) / 2 }
  }
}

private final class Other: Environment {
  private var greetings = 0

  override func setUp() throws {
    register("who", "other")
    try register("config", encodable: Config())
    register("tools", functions: ["id": HostFunction { $0[0] }])
    try register(Members().field("version", 3).field("_hidden", 1).method("greet", greet))
  }

  private func greet(_ arguments: LuaArguments) async throws -> String {
    await Task.yield()
    greetings += 1
    return "hello \(try arguments.string(0)) \(greetings)"
  }
}

/// Counts those that are there.
private final class Counted: Environment {
  static let count = Mutex(0)
  private var calls = 0

  required init() {
    super.init()
    Self.count.withLock { $0 += 1 }
  }

  deinit { Self.count.withLock { $0 -= 1 } }

  override func setUp() throws { try register(Members().method("call", call)) }

  private func call(_ arguments: LuaArguments) -> Int {
    calls += 1
    return calls
  }
}

private struct NoDatabase: Error, Equatable {}

private final class Broken: Environment {
  override func setUp() throws { throw NoDatabase() }
}

@Suite("An environment")
struct EnvironmentTests {
  @Test("its names are globals; those with an underscore are not")
  func names() async throws {
    let results = try await execute("return who, only_base, _secret, half", Base.self)
    #expect(results == ["base", true, nil, nil])
  }

  @Test("a subclass adds to its parent's names and replaces them")
  func inheritance() async throws {
    #expect(
      try await execute("return who, only_base, half(3)", Child.self) == ["child", true, 1.5]
    )
  }

  @Test("several are there at once; a later one wins where names meet")
  func several() async throws {
    let code = "return who, only_base, half(2), tools.id('x')"
    #expect(try await execute(code, Child.self, Other.self) == ["other", true, 1.0, "x"])
    #expect(try await execute(code, Other.self, Child.self) == ["child", true, 1.0, "x"])
  }

  @Test("any Encodable value can be registered")
  func encodable() async throws {
    let code = "return config.name, config.ports[2], #config.ports, config.limits.cpu"
    #expect(try await execute(code, Other.self) == ["web", 443, 2, 0.5])
  }

  @Test("its own methods can be registered, and may keep state without locks")
  func members() async throws {
    let code = "return version, _hidden, greet('a'), greet('b')"
    #expect(try await execute(code, Other.self) == [3, nil, "hello a 1", "hello b 2"])
  }

  @Test("it goes with its executor or dialogue, though its own methods are registered")
  func life() async throws {
    #expect(try await execute("return call() + call()", Counted.self) == [3])
    try await Self.runDialogue("call()")
    #expect(Counted.count.withLock { $0 } == 0)
  }

  private static func runDialogue(_ code: String) async throws {
    let executor = try CommandExecutor()
    let dialogue = ScriptDialogue(executor, environment: Counted())
    #expect(try await dialogue.run(code).report.verdict == .ok)
    await executor.close()
  }

  @Test("what its set-up throws, each script's start throws")
  func brokenSetUp() async throws {
    let executor = try CommandExecutor()
    executor.registerEnvironment(Broken.self)
    for _ in 1...2 {
      await #expect(throws: NoDatabase()) { try await executor.execute("return 1") }
    }
    await executor.close()
  }

  @Test("what is registered later is found by later scripts, and not by those that run")
  func later() async throws {
    let executor = try CommandExecutor(limits: Limits(deadline: nil))
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let environment = Base()
    environment.register("gate") { (_: LuaArguments) async in for await _ in gate { return } }
    executor.registerEnvironment(environment)
    #expect(try await executor.execute("return who, version") == ["base", nil])
    let waiting = Task {
      try await executor.execute("local before = version gate() return before, version")
    }
    try await untilRunning(1, in: executor)
    executor.registerEnvironment(Other.self)
    #expect(try await executor.execute("return who, version") == ["other", 3])
    opener.finish()
    #expect(try await waiting.value == [nil, nil])
    await executor.close()
  }

  @Test("an environment can be handed over as an object")
  func instance() async throws {
    let executor = try CommandExecutor()
    let environment = Environment()
    environment.register("answer", 42)
    environment.register("double") { (arguments: LuaArguments) in try arguments.integer(0) * 2 }
    executor.registerEnvironment(environment)
    #expect(try await executor.execute("return double(answer)") == [84])
    await executor.close()
  }

  @Test("what a script does to its globals, libraries and strings, the next does not see")
  func freshGlobals() async throws {
    let executor = try CommandExecutor()
    executor.registerEnvironment(Other.self)
    let code = "config.name = 'x' tools = nil string.upper = nil new = 1 table.concat = error"
    try await executor.execute(code)
    let results = try await executor.execute(
      "return config.name, tools ~= nil, ('a'):upper(), new, table.concat({1, 2})"
    )
    #expect(results == ["web", true, "A", nil, "12"])
    await executor.close()
  }

  @Test("an environment may give a writer, whose output is print's and counts as such")
  func writer() async throws {
    final class Writing: Environment {
      override func setUp() { registerWrite("write", in: "io") }
    }
    let written = Guarded<[UInt8]>([])
    let executor = try CommandExecutor(
      limits: Limits(output: ByteCount(bytes: 20)),
      output: { bytes in written.withLock { $0 += bytes } }
    )
    executor.registerEnvironment(Writing.self)
    let report = try await executor.run(
      "io.write('a', 1, 'b') print() return io.read, io.write('c')"
    )
    #expect(report.verdict == .ok)
    #expect(report.results == [.nil])
    #expect(String(decoding: written.withLock { $0 }, as: UTF8.self) == "a1b\nc")
    #expect(report.usage.outputBytes == 5)
    #expect(try await executor.run("while true do io.write('x') end").verdict == .limit(.output))
    await executor.close()
  }

  @Test("sleep and print are built in, and an environment may replace them")
  func builtIn() async throws {
    final class Quiet: Environment {
      override func setUp() throws {
        register("sleep") { (_: LuaArguments) in "no sleep" }
        registerPrint(as: "say")
      }
    }
    #expect(
      try await execute("print('x') return sleep(0), (pcall(sleep, -1)), (pcall(sleep, 'x'))")
        == [nil, false, false]
    )
    #expect(try await execute("return math.type(os.time()), #os.date('%Y')") == ["integer", 4])
    #expect(try await execute("say('x') return sleep(1)", Quiet.self) == ["no sleep"])
  }
}
