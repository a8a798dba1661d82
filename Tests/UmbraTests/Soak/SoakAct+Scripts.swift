import TestSupport
import Testing
import Umbra

extension SoakAct {
  static let scripts = [
    SoakAct("script") { host, random in
      let (code, verdict) = try #require(cases.randomElement(using: &random))
      let report = try await interrupted(&random) { try await host.executor.run(code) }
      try check(report, verdict, code)
    },
    SoakAct("executor") { _, random in
      let (code, verdict) = try #require(cases.randomElement(using: &random))
      let executor = try CommandExecutor(limits: SoakHost.limits, output: { _ in })
      executor.registerEnvironment(SoakEnvironment.self)
      try check(try await interrupted(&random) { try await executor.run(code) }, verdict, code)
      if Bool.random(using: &random) { await executor.close() }  // else it goes by itself
    },
    SoakAct("dialogue") { host, random in
      let dialogue = ScriptDialogue(host.executor, environment: SoakEnvironment())
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let (code, verdict) = try #require(cases.randomElement(using: &random))
        let outcome = try await interrupted(&random) { try await dialogue.run(code) }
        try check(outcome?.report, verdict, code)
      }
    },
  ]

  /// Scripts, and how they end if nobody interrupts them.
  private static let cases: [(String, Verdict)] = [
    ("local t = {} for i = 1, 1000 do t[i] = {i} end return #t", .ok),
    ("sleep(0.005) return 1", .ok),
    ("kept = coroutine.wrap(function() while true do coroutine.yield({}) end end) kept()", .ok),
    ("return host.greet('x'), host.later(function() return 1 end)", .ok),
    ("for i = 1, 50 do pcall(host.fail) end print(('x'):rep(1000))", .ok),
    ("host.fail()", .error),
    ("error({})", .error),
    ("while true do end", .limit(.cpu)),
    ("while true do pcall(error) end", .limit(.cpu)),
    ("while true do host.greet('x') end", .limit(.cpu)),
    ("return ('a'):rep(1 << 16):find(('a*'):rep(30) .. 'b')", .limit(.cpu)),
    ("local s = 'x' while true do s = s .. s end", .limit(.memory)),
    ("local t = {} while true do t[#t + 1] = function() return t end end", .limit(.memory)),
    ("while true do print('x') end", .limit(.output)),
    ("sleep(100)", .limit(.deadline)),
    ("host.later(function() sleep(100) end)", .limit(.deadline)),
    ("pcall(host.later, function() while true do end end)", .limit(.cpu)),
  ]

  /// On a busy machine anything may take too long.
  private static func check(_ report: ScriptReport?, _ expected: Verdict, _ code: String) throws {
    guard let report else { return }
    let allowed: Set<Verdict> = [expected, .cancelled, .limit(.deadline), .limit(.cpu)]
    guard allowed.contains(report.verdict) else {
      throw Wrong("\(report.verdict) (\(report.message ?? "")) of \(code)")
    }
  }
}
