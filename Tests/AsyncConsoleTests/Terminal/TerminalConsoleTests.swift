import AsyncConsole
import Foundation
import Glibc
import LuaBridge
import Reactor
import Sandbox
import TestSupport
import Testing

@Suite("A console at a terminal", .serialized)
struct TerminalConsoleTests {
  private let history = HistoryFile(
    path: FileManager.default.temporaryDirectory.path
      + "/umbra-terminal-\(UUID().uuidString)/history"
  )

  /// Plays `steps` at a terminal, one per prompt unless they wait for something else.
  private func play(
    _ steps: [(shown: String, keys: String)],
    _ pseudoterminal: Pseudoterminal = Pseudoterminal(),
    limits: Limits = Limits(cpu: nil, deadline: nil)
  ) async throws -> String {
    let executor = try CommandExecutor(limits: limits)
    let reactor = try Reactor.start(name: "typist")
    let device = pseudoterminal.terminal
    let terminal = try await Terminal.open(
      input: device,
      output: device,
      errors: device,
      history: history,
      on: reactor
    )
    #expect(terminal.isInteractive)
    let typist = Task { try await pseudoterminal.play(steps, last: "bye", on: reactor) }
    let console = TerminalConsole(executor, at: terminal)
    var failure: (any Error)?
    do { try await console.interact(banner: "hello", exitMessage: "bye") } catch {
      failure = error
      typist.cancel()
    }
    let text = await typist.result
    await terminal.close()
    await executor.close()
    #expect(await reactor.shutDown().isClean)
    if let failure { throw failure }
    return try text.get()
  }

  @Test("lines are edited, run and kept, and the terminal is put back")
  func lines() async throws {
    defer {
      try? FileManager.default.removeItem(
        atPath: (history.path as NSString).deletingLastPathComponent
      )
    }
    let pseudoterminal = Pseudoterminal()
    let text = try await play(
      [("> ", "x = 2\u{02}4\u{05}0\r"), ("> ", "x\r"), ("420\r\n", ""), ("> ", "\u{04}")],
      pseudoterminal
    )
    #expect(text.hasPrefix("hello\r\n"))
    #expect(pseudoterminal.echoes)
    let again = try await play([("> ", "\u{1B}[A\u{1B}[A\r"), ("> ", "x\r"), ("420\r\n", "\u{04}")])
    #expect(again.contains("> x = 420"))
  }

  @Test("Ctrl-C at the prompt forgets the lines so far")
  func interruptAtPrompt() async throws {
    let text = try await play([
      ("> ", "for i = 1, 2 do\r"), (">> ", "print('no')\u{03}"), ("^C", ""), ("> ", "1 + 1\r"),
      ("2\r\n", "\u{04}"),
    ])
    #expect(!text.contains("no\r\n"))
  }

  @Test(
    "Ctrl-C stops what runs, computing or waiting, and the globals stay",
    arguments: ["while true do end", "sleep(3600)"]
  )
  func interrupt(_ line: String) async throws {
    let text = try await play([
      ("> ", "x = 42\r"), ("> ", "print('g' .. 'o') " + line + "\r"), ("go\r\n", "typed\u{03}"),
      ("interrupted!\r\n", ""), ("> ", "x\r"), ("42\r\n", "\u{04}"),
    ])
    #expect(!text.contains("typed"))
  }

  @Test("what is typed while code runs is the next line")
  func typeAhead() async throws {
    _ = try await play([
      ("> ", "print('g' .. 'o') sleep(0.05)\r"), ("go\r\n", "6 * 7\r\u{04}"), ("42\r\n", ""),
    ])
  }

  @Test("a paste of several lines is one chunk")
  func paste() async throws {
    let text = try await play([
      ("> ", "\u{1B}[200~for i = 1, 2 do\rprint('line ' .. i)\rend\u{1B}[201~\r"),
      ("line 1\r\nline 2\r\n", "\u{04}"),
    ])
    #expect(!text.contains(">> "))
  }

  @Test("exit() leaves with its status")
  func exit() async throws {
    await #expect(throws: ConsoleExit(status: 3)) {
      _ = try await play([("> ", "exit(3)\r")])
    }
  }

  @Test("on pipes there are no prompts, and errors go their own way")
  func pipes() async throws {
    let executor = try CommandExecutor()
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    input.fill(
      "x = 20\r\nfor i = 1, 2 do\nprint(i)\nend\nx + 1, 'ä'\nerror('no', 0)\nwarn('w')\n=x"
    )
    let terminal = try await Terminal.open(
      input: input.read,
      output: output.write,
      errors: errors.write,
      history: history
    )
    #expect(!terminal.isInteractive)
    try await TerminalConsole(executor, at: terminal).interact(banner: "hello")
    await terminal.close()
    close(input.read)
    #expect(output.drain() == "1\n2\n21\tä\n20\n")
    let complaints = errors.drain()
    #expect(complaints.hasPrefix("no\nstack traceback:\n"))
    #expect(complaints.hasSuffix("\nLua warning: w\n"))
    await executor.close()
  }

  @Test("SIGINT stops what runs on pipes too")
  func signal() async throws {
    let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    input.fill("x = 1 raise() sleep(3600)\nx")
    executor.registerEnvironment(SignalEnvironment.self)
    let terminal = try await Terminal.open(
      input: input.read,
      output: output.write,
      errors: errors.write
    )
    try await TerminalConsole(executor, at: terminal).interact()
    await terminal.close()
    close(input.read)
    #expect(output.drain() == "1\n")
    #expect(errors.drain() == "interrupted!\n")
    await executor.close()
  }
}

/// Gives scripts a Ctrl-C of their own.
private final class SignalEnvironment: Environment {
  override func setUp() {
    register("raise") { (_: LuaArguments) throws -> Void in kill(getpid(), SIGINT) }
  }
}
