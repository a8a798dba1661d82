import LuaBridge
import Reactor
import Sandbox
import Synchronization
import Testing

/// What a dialogue has written.
private final class Transcript: Sendable {
  private let bytes = Mutex<[UInt8]>([])
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
}

/// Tells when a script has come to a place.
private final class Arrival: Sendable {
  let (arrivals, arrived) = AsyncStream<Void>.makeStream()

  func wait() async {
    for await _ in arrivals { return }
  }
}

/// Gives scripts an `arrive`.
private final class ArrivalEnvironment: Environment {
  private let arrival: Arrival

  init(_ arrival: Arrival) {
    self.arrival = arrival
    super.init()
  }

  required init() {
    arrival = Arrival()
    super.init()
  }

  override func setUp() throws {
    let arrived = arrival.arrived
    register("arrive") { (_: LuaArguments) throws -> Void in arrived.yield() }
    register("call_back") { (arguments: LuaArguments) async throws -> LuaValue in
      try await arguments.function(0).call().first ?? .nil
    }
  }
}

@Suite("A dialogue")
struct ScriptDialogueTests {
  /// Runs the chunks one after the other; the outcomes and what they wrote.
  func run(_ chunks: [String], limits: Limits = Limits()) async throws -> (
    outcomes: [ScriptDialogue.Outcome], text: String
  ) {
    let executor = try CommandExecutor(limits: limits)
    let dialogue = ScriptDialogue(executor)
    let transcript = Transcript()
    var outcomes: [ScriptDialogue.Outcome] = []
    for chunk in chunks {
      outcomes.append(
        try await dialogue.run(chunk, output: transcript.add, errorOutput: transcript.add)
      )
    }
    await executor.close()
    return (outcomes, transcript.text)
  }

  @Test(
    "a text is complete, incomplete or invalid by Lua's own rule",
    arguments: [
      ("1 + 1", .complete("return 1 + 1")),
      ("=1 + 1", .complete("return 1 + 1")),
      ("x = 1", .complete("x = 1")),
      ("", .complete("return ")),
      ("f(1)", .complete("return f(1)")),
      ("f(1,\n2)", .complete("return f(1,\n2)")),
      ("for i = 1, 2 do", .incomplete),
      ("for i = 1, 2 do\nend", .complete("for i = 1, 2 do\nend")),
      ("s = [[a", .incomplete),
      ("--[[ a", .incomplete),
      ("f(", .incomplete),
      ("=f(", .incomplete),
      ("function f() return 1", .incomplete),
      ("x =", .incomplete),
      ("x = = 1", .invalid("stdin:1: unexpected symbol near '='")),
      ("1 +", .invalid("stdin:1: unexpected symbol near '1'")),
      ("'abc", .incomplete),
      ("'abc\n'", .invalid("stdin:1: unfinished string near ''abc'")),
    ] as [(String, ScriptDialogue.Syntax)]
  )
  func syntax(_ text: String, _ syntax: ScriptDialogue.Syntax) async throws {
    let executor = try CommandExecutor()
    #expect(try await ScriptDialogue(executor).check(text) == syntax)
    await executor.close()
  }

  @Test("globals stay from chunk to chunk, locals do not")
  func state() async throws {
    let (outcomes, text) = try await run(["x = 20 local y = 1", "return x, y"])
    #expect(outcomes.last?.report.results == [20, nil])
    #expect(text == "20\tnil\n")
  }

  @Test("results are shown by the global print, as it is now")
  func echo() async throws {
    let (_, text) = try await run([
      "return 1, 'two', 0.1 + 0.2, nil", "return", "return nil",
      "return setmetatable({}, {__tostring = function() return 'me' end})",
      "local old = print print = function(...) old('<', ...) end", "return 3",
      "print = nil", "return 4",
    ])
    #expect(text == "1\ttwo\t0.3\tnil\nnil\nme\n<\t3\n")
  }

  @Test("an error has its message, by __tostring where it has one, and a traceback")
  func errors() async throws {
    let (outcomes, _) = try await run([
      "local function f() error('no') end f()",
      "error(setmetatable({}, {__tostring = function() return 'E' end}))",
      "error({})", "x = = 1", "print = nil return 1",
    ])
    let messages = outcomes.map(\.report.message)
    #expect(
      messages == [
        "stdin:1: no", "E", "(error object is a table value)",
        "stdin:1: unexpected symbol near '='",
        "error calling 'print' (attempt to call a nil value)",
      ]
    )
    #expect(outcomes[0].report.traceback?.contains("in local 'f'") == true)
    #expect(outcomes[3].report.traceback == "")
    #expect(outcomes.allSatisfy { $0.report.verdict == .error && !$0.isStateLost })
  }

  @Test(
    "a chunk that is stopped at a limit leaves the globals as they were then",
    arguments: [
      ("while true do end", Limits(cpu: .milliseconds(20)), "limit:cpu"),
      (
        "repeat pcall(function() while true do end end) until false",
        Limits(cpu: .milliseconds(20)), "limit:cpu"
      ),
      (
        "local co = coroutine.wrap(function() while true do end end) co()",
        Limits(cpu: .milliseconds(20)), "limit:cpu"
      ),
      (
        "while true do coroutine.resume(coroutine.create(function() coroutine.yield() end)) end",
        Limits(cpu: .milliseconds(20)), "limit:cpu"
      ),
      (
        "xpcall(error, function() while true do end end)", Limits(cpu: .milliseconds(20)),
        "limit:cpu"
      ),
      (
        "table.sort({3, 2, 1, 4}, function() while true do end end)",
        Limits(cpu: .milliseconds(20)), "limit:cpu"
      ),
      (
        "local a <close> = setmetatable({}, {__close = function() while true do end end})",
        Limits(cpu: .milliseconds(20)), "limit:cpu"
      ),
      (
        "local t = {} while true do t[#t + 1] = {} end", Limits(memory: .mebibytes(2)),
        "limit:memory"
      ),
      ("local s = 'x' while true do s = s .. s end", Limits(memory: .mebibytes(2)), "limit:memory"),
      ("sleep(100)", Limits(deadline: .milliseconds(20)), "limit:deadline"),
      ("while true do print('x') end", Limits(output: ByteCount(bytes: 100)), "limit:output"),
      ("while true do os.time() end", Limits(hostCalls: 100), "limit:calls"),
      ("while true do pcall(error) end", Limits(instructions: 1000), "limit:instructions"),
    ]
  )
  func limits(_ chunk: String, _ limits: Limits, _ verdict: String) async throws {
    let before =
      "kept = 1 gen = coroutine.wrap(function() for i = 1, 9 do coroutine.yield(i) end end) gen()"
    let (outcomes, _) = try await run(
      [before, "kept = 2 " + chunk, "return kept, gen(), select(2, coroutine.running())"],
      limits: limits
    )
    #expect(outcomes[1].report.verdict.description == verdict, "\(outcomes[1].report)")
    #expect(!outcomes[1].isStateLost)
    #expect(outcomes[2].report.results == [2, 2, true])
  }

  @Test(
    "a library function that takes too long is left in the middle, and the globals are lost",
    .enabled(if: LuaVM.isInterruptibleAnywhere, "C functions run to their end there")
  )
  func lost() async throws {
    let (outcomes, _) = try await run(
      ["kept = 1", "string.rep('', 1 << 62)", "return kept"],
      limits: Limits(cpu: .milliseconds(20))
    )
    #expect(outcomes[1].report.verdict == .limit(.cpu))
    #expect(outcomes.map(\.isStateLost) == [false, true, false])
    #expect(outcomes[2].report.results == [nil])
  }

  @Test("a chunk whose globals fill the memory takes them with it")
  func full() async throws {
    let (outcomes, _) = try await run(
      ["t = {} while true do t[#t + 1] = {} end", "return t"],
      limits: Limits(memory: .mebibytes(2))
    )
    #expect(outcomes.map(\.isStateLost) == [true, false])
    #expect(outcomes[1].report.results == [nil])
  }

  @Test(
    "cancelling the task stops its chunk, computing or waiting, and nothing catches it",
    arguments: [
      "while true do end", "pcall(sleep, 3600) caught = true",
      "local c <close> = setmetatable({}, {__close = function() caught = true end}) sleep(3600)",
      "coroutine.wrap(function() sleep(3600) end)()",
      "table.sort({2, 1}, function() sleep(3600) end)",
      "load(function() sleep(3600) end)",
    ]
  )
  func cancellation(_ chunk: String) async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let arrival = Arrival()
    let dialogue = ScriptDialogue(executor, environment: ArrivalEnvironment(arrival))
    let task = Task { try await dialogue.run("kept = 1 arrive() " + chunk) }
    await arrival.wait()
    task.cancel()
    let outcome = try await task.value
    #expect(outcome.report.verdict == .cancelled)
    #expect(!outcome.isStateLost)
    let after = try await dialogue.run("collectgarbage() return kept, caught", output: { _ in })
    #expect(after.report.results == [1, nil])
    await executor.close()
  }

  @Test(
    "a chunk that is cancelled within a callback leaves nothing running",
    .timeLimit(.minutes(1))
  )
  func cancelledCallback() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let arrival = Arrival()
    let dialogue = ScriptDialogue(executor, environment: ArrivalEnvironment(arrival))
    let chunk = "kept = 1 call_back(function() arrive() while true do end end)"
    let task = Task { try await dialogue.run(chunk) }
    await arrival.wait()
    task.cancel()
    let outcome = try await task.value
    #expect(outcome.report.verdict == .cancelled)
    #expect(!outcome.isStateLost)
    #expect(try await dialogue.run("return kept", output: { _ in }).report.results == [1])
    await executor.close()  // which waits for what runs
  }

  @Test(
    "a function that is called when its chunk has ended has limits too, and the globals outlive its stop",
    arguments: [("while true do end", StopReason.cpu), ("sleep(3600)", .deadline)]
  )
  func lateCall(_ body: String, _ reason: StopReason) async throws {
    let reactor = try Reactor.start(clock: .virtual(VirtualClock()))
    let executor = try CommandExecutor(
      limits: Limits(cpu: .milliseconds(50), deadline: .seconds(60)),
      reactor: reactor
    )
    let kept = Mutex<LuaFunction?>(nil)
    let environment = Environment()
    environment.register("keep") { (arguments: LuaArguments) throws -> Void in
      let function = try arguments.function(0)
      kept.withLock { $0 = function }
    }
    let dialogue = ScriptDialogue(executor, environment: environment)
    let chunk = "x = 1 keep(function() x = x + 1 \(body) end)"
    #expect(try await dialogue.run(chunk).report.verdict == .ok)
    let function = try #require(kept.withLock { $0 })
    await #expect(throws: LuaError.stopped(reason)) { try await function.call() }
    let after = try await dialogue.run("return x", output: { _ in })
    #expect(after.report.verdict == .ok)
    #expect(after.report.results == [2])
    await reactor.shutDown()
  }

  @Test("stopped chunks leave no memory behind")
  func memory() async throws {
    let executor = try CommandExecutor(limits: Limits(memory: .mebibytes(4), instructions: 2000))
    let dialogue = ScriptDialogue(executor)
    for _ in 0..<500 {
      let outcome = try await dialogue.run("local s = ('x'):rep(1e5) while true do end")
      #expect(outcome.report.verdict == .limit(.instructions))
      #expect(!outcome.isStateLost)
    }
    await executor.close()
  }

  @Test("a closure that a stopped chunk has left keeps its variables")
  func closures() async throws {
    let (outcomes, _) = try await run(
      [
        "local n = 41 function f() n = n + 1 return n end while true do end",
        "collectgarbage() return f()",
      ],
      limits: Limits(cpu: .milliseconds(20))
    )
    #expect(outcomes[1].report.results == [42])
  }

  @Test("exit ends a chunk, uncatchably, and says with what")
  func exit() async throws {
    let (outcomes, text) = try await run([
      "exit()", "pcall(exit, 3) print('not reached')", "os.exit(false)", "os.exit(true)",
      "pcall(exit, {})",
      "return 1",
    ])
    #expect(outcomes.map(\.exitStatus) == [0, 3, 1, 0, nil, nil])
    #expect(text == "1\n")
  }

  @Test("warn writes to the error output")
  func warn() async throws {
    let (outcomes, text) = try await run(["warn('@on')", "warn('a', 'b')", "warn()"])
    #expect(text == "Lua warning: ab\n")
    #expect(outcomes[2].report.verdict == .error)
  }

  @Test("an environment of its own is this dialogue's alone")
  func environment() async throws {
    let executor = try CommandExecutor()
    let one = ScriptDialogue(executor, environment: ArrivalEnvironment(Arrival()))
    let other = ScriptDialogue(executor)
    #expect(try await one.run("return arrive ~= nil", output: { _ in }).report.results == [true])
    #expect(try await other.run("return arrive", output: { _ in }).report.results == [nil])
    await executor.close()
  }

  @Test("a second chunk at once is refused")
  func busy() async throws {
    let executor = try CommandExecutor(limits: Limits(deadline: nil))
    let arrival = Arrival()
    let dialogue = ScriptDialogue(executor, environment: ArrivalEnvironment(arrival))
    let task = Task { try await dialogue.run("arrive() sleep(3600)") }
    await arrival.wait()
    await #expect(throws: DialogueError.busy) { try await dialogue.run("return 1") }
    task.cancel()
    _ = try await task.value
    await executor.close()
  }
}
