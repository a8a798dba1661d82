import LuaBridge
import Reactor
import Sandbox
import Synchronization
import Testing

private struct Outage: Error, Equatable { let code: Int }

/// An account that scripts change; `Account` objects come from a host function.
private final class Account: DAO {
  private let name: String
  private var balance: Int

  init(_ name: String, _ balance: Int) {
    self.name = name
    self.balance = balance
  }

  override var members: Members {
    Members()
      .field("name", name)
      .field("balance", get: { self.balance })
      .method("deposit", deposit)
      .method("withdraw") { (arguments) throws -> Int in
        self.balance -= try arguments.integer(0)
        return self.balance
      }
      .method("same") { (arguments) throws -> Bool in
        try arguments.object(0, as: Account.self) === self
      }
  }

  private func deposit(_ arguments: LuaArguments) async throws -> Int {
    let amount = try arguments.integer(0)
    await Task.yield()
    guard amount > 0 else { throw Outage(code: amount) }
    balance += amount
    return balance
  }
}

private final class Bank: Environment {
  private var accounts: [String: Account] = [:]

  override func setUp() throws {
    register("bank", Account("bank", 1000))
    try register(Members().method("open", open))
    register("fail") { (_: LuaArguments) throws -> Int in throw Outage(code: 5) }
    register("later") { (_: LuaArguments) async throws -> Int in
      await Task.yield()
      throw Outage(code: 6)
    }
  }

  private func open(_ arguments: LuaArguments) async throws -> Account? {
    let name = try arguments.string(0)
    guard !name.isEmpty else { return nil }
    let account = accounts[name] ?? Account(name, 0)
    accounts[name] = account
    return account
  }
}

/// What tasks of a test have to say.
private final class Outcomes: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock { $0 } }

  func add(_ text: String) { texts.withLock { $0.append(text) } }
}

@Suite("Executing a script")
struct ExecuteTests {
  @Test("results come back as Swift types")
  func types() async throws {
    struct Point: Decodable, Equatable { let x: Int, y: Double? }
    let executor = try CommandExecutor()
    #expect(try await executor.execute("return 1 + 2", as: Int.self) == 3)
    #expect(try await executor.execute("return {x = 1}", as: Point.self) == Point(x: 1, y: nil))
    #expect(try await executor.execute("return {{x = 1, y = 2}}", as: [Point].self).count == 1)
    let nothing: String? = try await executor.execute("return", as: String?.self)
    #expect(nothing == nil)
    let (name, tags, rest) = try await executor.execute(
      "return 'a', {'b', 'c'}",
      as: String.self,
      [String].self,
      Int?.self
    )
    #expect(name == "a" && tags == ["b", "c"] && rest == nil)
    await #expect(throws: DecodingError.self) {
      try await executor.execute("return 'x'", as: Int.self)
    }
    await executor.close()
  }

  @Test("objects have methods of every kind, and come from host functions")
  func objects() async throws {
    let code = """
      local a, b = open('a'), open('b')
      a:deposit(10) b.deposit(5) a:withdraw(3)
      return a.balance, b.balance, a.name, open('a') == a, a:same(open('a')), a:same(b), open(''), bank.balance
      """
    #expect(
      try await execute(code, Bank.self) == [7, 5, "a", true, true, false, nil, 1000]
    )
  }

  @Test(
    "the error that a host function throws comes out as it is, plain or async, function or method",
    arguments: [
      ("fail()", 5), ("later()", 6), ("bank:deposit(-1)", -1),
      ("local ok, e = pcall(later) error(e)", 6),
      ("table.sort({1, 2}, function() fail() end)", 5),
    ]
  )
  func cause(_ code: String, _ number: Int) async throws {
    await #expect(throws: Outage(code: number)) { try await execute(code, Bank.self) }
  }

  @Test("the report of such a script has the error, the place and the traceback")
  func report() async throws {
    let executor = try CommandExecutor()
    executor.registerEnvironment(Bank.self)
    let report = try await executor.run("local function f()\n  fail()\nend\nf()", name: "chunk")
    #expect(report.verdict == .error)
    #expect(report.cause as? Outage == Outage(code: 5))
    #expect(report.message == "chunk:2: Outage(code: 5)")
    #expect(report.traceback?.contains("chunk:4: in main chunk") == true)
    await executor.close()
  }

  @Test("a script's own error is a ScriptError with its report")
  func scriptError() async throws {
    let executor = try CommandExecutor()
    for (code, message) in [
      ("error('no')", "script:1: no"), ("error({})", "(error object is a table value)"),
      ("x = ", "script:1: unexpected symbol near <eof>"), ("error(42)", "42"),
      ("local a a.b = 1", "script:1: attempt to index a nil value (local 'a')"),
    ] {
      do {
        try await executor.execute(code)
        Issue.record("no error")
      } catch let error as ScriptError {
        #expect(error.report.verdict == .error)
        #expect(error.report.message == message)
        #expect(error.report.cause == nil)
        #expect(error.description == "error: \(message)")
      }
    }
    await executor.close()
  }

  @Test("waiting works everywhere, for many scripts at once, each with its own results")
  func waitingEverywhere() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let code = """
      local n = ...
      local function nap() sleep(0.0001) return true end
      local log = {}
      local list = {3, 1, 2}
      table.sort(list, function(a, b) nap() return a < b end)
      log[#log + 1] = table.concat(list)
      log[#log + 1] = ('ab'):gsub('.', function(c) nap() return c:upper() end)
      log[#log + 1] = tostring(setmetatable({}, {__tostring = function() nap() return 'meta' end}))
      local t = setmetatable({}, {__index = function(_, k) nap() return k .. '!' end})
      log[#log + 1] = t.x
      log[#log + 1] = coroutine.wrap(function() nap() coroutine.yield('co') end)()
      log[#log + 1] = tostring(select(2, pcall(function() nap() error('caught', 0) end)))
      do local c <close> = setmetatable({}, {__close = function() nap() log[#log + 1] = 'closed' end}) end
      for k in (function() nap() return nil end) do end
      log[#log + 1] = load((function() local parts = {'return ', '"loaded"'} return function() nap() return table.remove(parts, 1) end end)())()
      return table.concat(log, ' ')
      """
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await executor.execute(code, as: String.self) } }
      for try await text in group { #expect(text == "123 AB meta x! co caught closed loaded") }
    }
    await executor.close()
  }

  @Test(
    "cancelling the task stops its script wherever it waits or computes",
    arguments: [
      "sleep(3600)", "while true do end", "pcall(sleep, 3600) pcall(sleep, 3600)",
      "while true do pcall(sleep, 3600) end",
      "coroutine.wrap(function() sleep(3600) end)()",
      "table.sort({1, 2, 3}, function() sleep(3600) end)",
      "string.gsub('abc', '.', function() sleep(3600) end)",
      "return setmetatable({}, {__index = function() sleep(3600) end}).x",
      "local x <close> = setmetatable({}, {__close = function() while true do end end}) sleep(3600)",
      "xpcall(sleep, function() while true do end end, 3600)",
      "forever()",
    ]
  )
  func cancellation(_ code: String) async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let environment = Environment()
    environment.register("forever") { (_: LuaArguments) async throws -> Void in
      try await Task.sleep(for: .seconds(3600))
    }
    executor.registerEnvironment(environment)
    let task = Task { try await executor.execute(code) }
    try await untilRunning(1, in: executor)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await executor.execute("return 1") == [1])
    #expect(try await executor.runningScripts() == 0)
    await executor.close()
  }

  @Test("closing the executor stops what runs, and what comes later is refused")
  func close() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let scripts = ["sleep(3600)", "while true do end"].map { code in
      Task { try await executor.execute(code) }
    }
    try await untilRunning(2, in: executor)
    await executor.close()
    for script in scripts {
      let error = await #expect(throws: ScriptError.self) { try await script.value }
      #expect(error?.report.verdict == .cancelled)
    }
    await #expect(throws: ReactorError.self) { try await executor.execute("return 1") }
    executor.registerEnvironment(Bank.self)
  }

  @Test("a callback that waits when its script ends is stopped, and disturbs no later script")
  func lateCallback() async throws {
    let executor = try CommandExecutor()
    let environment = Environment()
    let reactor = executor.reactor
    let outcomes = Outcomes()
    environment.register("begin") { (arguments: LuaArguments) throws -> Void in
      let function = try arguments.function(0)
      Task {
        do {
          try await function.call()
          outcomes.add("returned")
        } catch { outcomes.add("\(error)") }
      }
    }
    executor.registerEnvironment(environment)
    for _ in 1...20 {
      try await executor.execute(
        "begin(function() sleep(0.002) x = 1 sleep(0.002) end) sleep(0.001)"
      )
    }
    #expect(try await executor.execute("return x") == [nil])
    while outcomes.all.count < 20 { try await reactor.run { try Fiber.yield() } }
    #expect(
      Set(outcomes.all).isSubset(of: [
        "the script was stopped (cancelled)", "the script has ended",
      ])
    )
    await executor.close()
  }

  @Test(
    "cancelling a task that waits for a call into a script stops that script",
    arguments: ["sleep(3600)", "while true do end"]
  )
  func cancelledCall(_ body: String) async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil, hostCalls: nil))
    let environment = Environment()
    let (begun, hasBegun) = AsyncStream<Void>.makeStream()
    let (errors, hasThrown) = AsyncStream<(any Error)?>.makeStream()
    environment.register("here") { (_: LuaArguments) throws -> Void in hasBegun.yield() }
    environment.register("call") { (arguments: LuaArguments) throws -> Void in
      let function = try arguments.function(0)
      let call = Task { try await function.call() }
      Task {
        for await _ in begun { break }
        call.cancel()
        switch await call.result {
        case .success: hasThrown.yield(nil)
        case .failure(let error): hasThrown.yield(error)
        }
      }
    }
    executor.registerEnvironment(environment)
    let report = try await executor.run(
      "call(function() here() \(body) end) while true do pcall(sleep, 0) end"
    )
    #expect(report.verdict == .cancelled)
    for await error in errors {
      #expect(error is CancellationError)
      break
    }
    await executor.close()
  }

  @Test("functions that come back as results are ended, objects are the host's")
  func handles() async throws {
    let executor = try CommandExecutor()
    executor.registerEnvironment(Bank.self)
    let results = try await executor.execute("return function() end, coroutine.create(fail), bank")
    let function = try #require(results[0].functionValue)
    let coroutine = try #require(results[1].coroutineValue)
    await #expect(throws: LuaError.ended) { try await function.call() }
    await #expect(throws: LuaError.ended) { try await coroutine.resume() }
    #expect(results[2].objectValue is Account)
    await executor.close()
  }

  @Test("without await, away from its script's thread, a function says where it is to be called")
  func elsewhere() async throws {
    let executor = try CommandExecutor()
    let results = try await executor.execute("return function() end, coroutine.create(print)")
    let function = try #require(results[0].functionValue)
    let coroutine = try #require(results[1].coroutineValue)
    func call() throws { try function.call() }
    func resume() throws { try coroutine.resume() }
    #expect(throws: LuaError.notOnItsFiber) { try call() }
    #expect(throws: LuaError.notOnItsFiber) { try resume() }
    await executor.close()
  }
}

/// Waits until that many scripts run; gives up after so many looks that they must have ended.
func untilRunning(_ count: Int, in executor: CommandExecutor) async throws {
  for _ in 0..<100_000 {
    if try await executor.runningScripts() == count { return }
    await Task.yield()
  }
  Issue.record("the scripts do not run")
}
