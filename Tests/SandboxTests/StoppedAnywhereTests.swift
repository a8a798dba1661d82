import LuaBridge
import Sandbox
import Testing

/// Chunks of a dialogue that are stopped at one place after the other, while they do a bit of everything:
/// the sandbox has to be sound after each.
@Suite("A dialogue whose chunks are stopped anywhere")
struct StoppedAnywhereTests {
  private static let work = """
    round = (round or 0) + 1
    kept = kept or {}
    local n = 0
    local function count() n = n + 1 return n end
    kept[round % 50] = count
    local co = coroutine.wrap(function(...)
      for i = 1, 3 do coroutine.yield(i, ...) end
      error('over')
    end)
    kept[-(round % 50)] = co
    co(1)
    local t = setmetatable({}, {
      __index = function(_, k) return k .. '!' end, __concat = function() return 'c' end,
      __eq = function() return true end, __len = function() return 3 end,
      __call = function(_, x) return x end, __lt = function() return count() > 2 end,
    })
    for i = 1, 20 do kept[i .. ''] = {i, t.x, t .. 1, #t, t(i), [i * 1.5] = {}} end
    table.sort({5, 3, 1, 4, 2, 9, 7}, function(a, b) count() return a < b end)
    local s = ('some words to go'):gsub('%w+', function(w) return w:upper() .. count() end)
    for w in s:gmatch('%S+') do kept[w] = (kept[w] or 0) + 1 end
    pcall(function() local c <close> = setmetatable({}, {__close = count}) error({}) end)
    xpcall(co, function(m) return count() end)
    select('#', table.unpack({1, 2, 3}))
    load('local a = ... return function() a = a + 1 return a end')(3)()
    load(function() if n < 200 then n = n + 200 return 'return 1' end end)()
    coroutine.wrap(function() coroutine.wrap(function() count() count() end)() end)()
    string.format('%s %d %q', t.x, 3, 'x')
    collectgarbage('step')
    """

  private static let check = """
    collectgarbage()
    for k, v in pairs(kept) do
      if type(v) == 'function' then pcall(v) elseif type(v) == 'table' then assert(v[1]) end
      assert(rawequal(kept[k], v))
    end
    local s = {}
    for i = 1, 300 do s[i] = 'key' .. i end
    for i = 1, 300 do assert(rawequal(s[i], 'key' .. i)) end
    return round
    """

  private func expectSound(_ dialogue: ScriptDialogue, _ place: String) async throws {
    let outcome = try await dialogue.run(Self.check, output: { _ in })
    #expect(outcome.report.message == nil, "\(place)")
    #expect(outcome.report.verdict == .ok, "\(place)")
  }

  @Test("after each number of instructions")
  func instructions() async throws {
    let reactor = try CommandExecutor(limits: Limits(instructions: 100_000))
    let whole = try await ScriptDialogue(reactor).run(Self.work, output: { _ in })
    #expect(whole.report.verdict == .ok)
    let most = try #require(whole.report.usage.instructions)
    await reactor.close()
    var limits = Limits()
    let executor = try CommandExecutor(limits: limits)
    let dialogue = ScriptDialogue(executor)
    _ = try await dialogue.run(Self.work, output: { _ in })
    for count in 1..<most {
      limits.instructions = count
      let outcome = try await dialogue.run(Self.work, limits: limits, output: { _ in })
      #expect(!outcome.isStateLost, "stopped after \(count) instructions")
      if count % 32 == 0 { try await expectSound(dialogue, "stopped after \(count) instructions") }
    }
    try await expectSound(dialogue, "at the end")
    await executor.close()
  }

  @Test("where a request for memory is refused")
  func memory() async throws {
    let executor = try CommandExecutor(limits: Limits(memory: .mebibytes(1)))
    let dialogue = ScriptDialogue(executor)
    var stops = 0
    for round in 0..<100 {
      let size = 100 + round * 7 % 900
      let fill =
        "local fill = {} for i = 1, 1e9 do fill[i] = {('x'):rep(\(size)) .. i, [i] = i} end"
      let outcome = try await dialogue.run(fill, output: { _ in })
      #expect(outcome.report.verdict == .limit(.memory))
      if !outcome.isStateLost { stops += 1 }
      _ = try await dialogue.run(Self.work, output: { _ in })
      try await expectSound(dialogue, "round \(round)")
    }
    #expect(stops > 90)
    await executor.close()
  }

  @Test("at moments of chance")
  func moments() async throws {
    let executor = try CommandExecutor(limits: Limits())
    let dialogue = ScriptDialogue(executor)
    // Else the first to be stopped may not have got to its globals.
    _ = try await dialogue.run(Self.work, output: { _ in })
    var limits = Limits()
    for round in 0..<60 {
      limits.cpu = .microseconds(300 + 137 * round % 4000)
      let outcome = try await dialogue.run(
        "while true do " + Self.work + " end",
        limits: limits,
        output: { _ in }
      )
      #expect(outcome.report.verdict == .limit(.cpu))
      #expect(!outcome.isStateLost)
      try await expectSound(dialogue, "round \(round)")
    }
    await executor.close()
  }
}
