import AsyncConsole
import Sandbox
import Synchronization
import Testing

@Suite("An interactive console")
struct AsyncInteractiveConsoleTests {
  @Test("expressions are echoed, and globals stay")
  func echo() async throws {
    #expect(try await shown(["x = 20", "x + 1, 'y'", "=x"]) == "> > 21\ty\n> 20\n> \n")
  }

  @Test("a chunk goes on over lines, by Lua's own rule")
  func continuation() async throws {
    #expect(try await shown(["for i = 1, 2 do", "print(i)", "end"]) == "> >> >> 1\n2\n> \n")
  }

  @Test("an error is shown with its traceback, and the console goes on")
  func errors() async throws {
    let text = try await shown(["error('no')", "x = = 1", "1"])
    #expect(
      text == """
        > stdin:1: no
        stack traceback:
        \t[C]: in function 'error'
        \tstdin:1: in main chunk
        \t[C]: in ?
        > stdin:1: unexpected symbol near '='
        > 1
        >\u{20}

        """
    )
  }

  @Test("a chunk that never ends is stopped at its limit, and the console goes on")
  func limit() async throws {
    let text = try await shown(
      ["x = 1", "while true do end", "x"],
      limits: Limits(cpu: .milliseconds(20))
    )
    #expect(text.contains("> limit:cpu: the script used more than 0.02 seconds of CPU time\n"))
    #expect(text.hasSuffix("> 1\n> \n"))
  }

  @Test("a console tells that it has lost its state")
  func lost() async throws {
    let text = try await shown(
      ["t = {}", "while true do t[#t + 1] = {} end", "t"],
      limits: Limits(memory: .mebibytes(2))
    )
    #expect(text.contains("(all variables are lost)\n> nil\n"))
  }

  @Test("two consoles at once never see each other's output")
  func two() async throws {
    let executor = try CommandExecutor()
    try await withThrowingTaskGroup(of: (String, String).self) { group in
      for name in ["a", "b"] {
        group.addTask {
          let line = "for i = 1, 200 do print('\(name)') warn('\(name)') sleep(0) end"
          let console = ScriptedConsole(executor, [line])
          try await console.interact(banner: "", exitMessage: "")
          return (name, console.shown)
        }
      }
      for try await (name, text) in group {
        let lines = String(repeating: "\(name)\nLua warning: \(name)\n", count: 200)
        #expect(text == "> " + lines + "> \n")
      }
    }
    await executor.close()
  }

  @Test("a thousand consoles at once, each with state of its own, while their code waits")
  func thousand() async throws {
    let executor = try CommandExecutor(limits: Limits(memory: .mebibytes(1)))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<1000 {
        group.addTask {
          let console = ScriptedConsole(executor, ["x = \(number)", "sleep(0.05)", "x"])
          try await console.interact(banner: "", exitMessage: "")
          return console.shown == "> > > \(number)\n> \n"
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
    await executor.close()
  }

  @Test("a subclass may write slowly: output comes in order, and print does not run away")
  func slow() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil, output: nil))
    let console = SlowConsole(executor, lines: 20_000)
    try await console.interact(banner: "", exitMessage: "")
    #expect(console.count == 20_000)
    #expect(console.largest <= 128 << 10)
    await executor.close()
  }

  @Test("text that is written in pieces of characters comes whole")
  func pieces() async throws {
    let executor = try CommandExecutor()
    let console = ScriptedConsole(CharacterSplitter(), ["ä€𝄞"])
    try await console.interact(banner: "", exitMessage: "")
    #expect(console.shown == "> ä€𝄞\u{FFFD}> \n")
    await executor.close()
  }

  @Test("exit() leaves the console with its status, and localExit just ends it")
  func exit() async throws {
    let executor = try CommandExecutor()
    let console = ScriptedConsole(executor, ["pcall(exit, 3)", "1"])
    await #expect(throws: ConsoleExit(status: 3)) {
      try await console.interact(banner: "", exitMessage: "bye")
    }
    #expect(console.shown == "> ")
    let local = ScriptedConsole(executor, ["exit()", "1"])
    local.localExit = true
    try await local.interact(banner: "hello", exitMessage: "bye")
    #expect(local.shown == "hello\n> bye\n")
    await executor.close()
  }

  @Test("an interrupt at the prompt forgets the lines so far")
  func interruptAtPrompt() async throws {
    let executor = try CommandExecutor()
    let console = ScriptedConsole(executor, ["for i = 1, 2 do", "1"])
    console.onInput = { if $0 == 2 { throw ConsoleInterrupt() } }
    try await console.interact(banner: "", exitMessage: "")
    #expect(console.shown == "> >> \n> 1\n> \n")
    await executor.close()
  }

  @Test(
    "an interrupt stops what runs, computing or waiting, and gives the prompt and the globals back",
    arguments: ["while true do end", "sleep(3600)", "pcall(sleep, 3600) x = 2"]
  )
  func interrupt(_ line: String) async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let console = InterruptedConsole(executor, ["x = 1", "print('go') " + line, "x"])
    try await console.interact(banner: "", exitMessage: "")
    #expect(console.shown == "> > go\ninterrupted!\n> 1\n> \n")
    #expect(!console.interrupter.interrupt())
    await executor.close()
  }

  @Test(
    "cancelling the console's task ends it, wherever it is",
    arguments: ["while true do end", "sleep(3600)", "", "print('go')"]
  )
  func cancellation(_ line: String) async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let (arrivals, arrived) = AsyncStream<Void>.makeStream()
    let task = Task {
      let console = ScriptedConsole(executor, ["print('go') " + line])
      console.onInput = {
        arrived.yield()
        if $0 == 2 { try await Task.sleep(for: .seconds(3600)) }
      }
      try await console.interact(banner: "", exitMessage: "")
    }
    for await _ in arrivals { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await executor.runningScripts() == 0)
    await executor.close()
  }

  @Test("an error of write stops the code and ends the console")
  func brokenPeer() async throws {
    let executor = try CommandExecutor(limits: Limits(deadline: nil, output: nil))
    let console = BrokenConsole(executor)
    await #expect(throws: BrokenConsole.Broken.self) { try await console.interact(banner: "") }
    await executor.close()
  }

  @Test("an actor may own a console")
  func actor() async throws {
    let executor = try CommandExecutor()
    #expect(try await Owner(executor).converse() == "> 2\n> \n")
    await executor.close()
  }

  @Test("push and resetBuffer work without a loop around them")
  func push() async throws {
    let executor = try CommandExecutor()
    let console = ScriptedConsole(executor, [])
    #expect(try await console.push("f = function()"))
    #expect(console.buffer == ["f = function()"])
    #expect(try await !console.push("return 1 end"))
    #expect(try await !console.push("f()"))
    #expect(try await console.push("("))
    console.resetBuffer()
    #expect(try await !console.push("2"))
    #expect(console.shown == "1\n2\n")
    await executor.close()
  }
}

private actor Owner {
  private let console: ScriptedConsole

  init(_ executor: CommandExecutor) {
    console = ScriptedConsole(executor, ["1 + 1"])
  }

  func converse() async throws -> String {
    try await console.interact(banner: "", exitMessage: "")
    return console.shown
  }
}

/// Prints many lines, and lets others have many turns for each piece that it writes.
private final class SlowConsole: AsyncInteractiveConsole {
  private var input: [String]
  private(set) var count = 0
  private(set) var largest = 0

  init(_ executor: CommandExecutor, lines: Int) {
    input = ["for i = 1, \(lines) do print(i) end"]
    super.init(executor)
  }

  override func write(_ text: String) async throws {
    for _ in 0..<100 { await Task.yield() }
    largest = max(largest, text.utf8.count)
    for line in text.split(separator: "\n") where Int(line) != nil {
      count += 1
      if Int(line) != count { throw ConsoleExit(status: 1) }
    }
  }

  override func rawInput(_ prompt: String) async throws -> String {
    guard !input.isEmpty else { throw EndOfInput() }
    return input.removeFirst()
  }
}

/// Interrupts what runs when it has written `go`.
private final class InterruptedConsole: AsyncInteractiveConsole {
  private var input: [String]
  private(set) var shown = ""

  init(_ executor: CommandExecutor, _ lines: [String]) {
    input = lines
    super.init(executor)
  }

  override func write(_ text: String) async throws {
    shown += text
    if text == "go\n" { interrupter.interrupt() }
  }

  override func rawInput(_ prompt: String) async throws -> String {
    try await write(prompt)
    guard !input.isEmpty else { throw EndOfInput() }
    return input.removeFirst()
  }
}

/// Its peer is gone when the first line of output is written.
private final class BrokenConsole: AsyncInteractiveConsole {
  struct Broken: Error {}

  override func write(_ text: String) async throws {
    if text.contains("x") { throw Broken() }
  }

  override func rawInput(_ prompt: String) async throws -> String {
    "while true do print('x') end"
  }
}

/// Writes what it is given byte for byte, and one byte that begins a character.
private struct CharacterSplitter: Evaluator {
  let banner = "bytes"

  func compile(_ source: String, name: String) async throws -> Compilation {
    .complete(ConsoleCode(text: source, name: name))
  }

  func run(_ code: ConsoleCode, output: EvaluationOutput) async throws -> Evaluation {
    for byte in Array(code.text.utf8) + [0xE2] {
      output.standardOutput?([byte])
      await Task.yield()
    }
    return .done
  }
}
