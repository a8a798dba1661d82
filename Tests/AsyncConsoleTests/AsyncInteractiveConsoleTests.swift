import AsyncConsole
import Sandbox
import Synchronization
import Testing

/// A console whose lines are given, and whose text is kept.
private final class ScriptedConsole: AsyncInteractiveConsole, @unchecked Sendable {
  private let input: Mutex<[String]>
  private let text = Mutex("")
  var shown: String { text.withLock { $0 } }

  init(_ executor: CommandExecutor, _ lines: [String]) {
    input = Mutex(lines)
    super.init(evaluator: LuaEvaluator(executor))
  }

  override func write(_ text: String) async throws {
    self.text.withLock { $0 += text }
  }

  override func rawInput(_ prompt: String) async throws -> String {
    try await write(prompt)
    return try input.withLock { lines in
      guard !lines.isEmpty else { throw ConsoleExit() }
      return lines.removeFirst()
    }
  }
}

@Suite("An interactive console")
struct AsyncInteractiveConsoleTests {
  func shown(_ lines: [String], limits: Limits = Limits()) async throws -> String {
    let executor = try CommandExecutor(limits: limits)
    let console = ScriptedConsole(executor, lines)
    try await console.interact(banner: "hello", exitMessage: "bye")
    await executor.close()
    return console.shown
  }

  @Test("expressions are echoed, and globals stay")
  func echo() async throws {
    #expect(try await shown(["x = 20", "x + 1, 'y'"]) == "hello\n> > 21\ty\n> bye\n")
  }

  @Test("a chunk goes on over lines, by Lua's own rule")
  func continuation() async throws {
    #expect(
      try await shown(["for i = 1, 2 do", "print(i)", "end"]) == "hello\n> >> >> 1\n2\n> bye\n"
    )
  }

  @Test("an error is shown, and the console goes on")
  func errors() async throws {
    let text = try await shown(["error('no')", "x = = 1", "1"])
    #expect(text.contains("stdin:1: no\n"))
    #expect(text.contains("unexpected symbol near '='"))
    #expect(text.hasSuffix("> 1\n> bye\n"))
  }

  @Test("a chunk that never ends is stopped at its limit, and the console goes on")
  func limit() async throws {
    let text = try await shown(["while true do end", "1"], limits: Limits(cpu: .milliseconds(20)))
    #expect(text.contains("limit:cpu"))
    #expect(text.hasSuffix("> 1\n> bye\n"))
  }

  @Test("two consoles at once never see each other's output")
  func two() async throws {
    let executor = try CommandExecutor()
    let consoles = ["a", "b"].map { name in
      ScriptedConsole(executor, ["for i = 1, 20 do print('\(name)') sleep(0) end"])
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for console in consoles { group.addTask { try await console.interact() } }
      try await group.waitForAll()
    }
    #expect(!consoles[0].shown.contains("b") && consoles[0].shown.contains("a"))
    #expect(!consoles[1].shown.contains("a") && consoles[1].shown.contains("b"))
    await executor.close()
  }
}
