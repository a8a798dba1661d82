import Foundation
import Reactor
import TestSupport
import Testing

/// What does not end by itself.
private let endless = {
  let chunks = ["while true do end", "sleep(3600)"]
  #if THREAD_SANITIZER  // C functions of Lua's library run to their end there
  return chunks
  #else
  return chunks + ["string.rep('x', 1e5):find(('x?'):rep(99) .. 'y')"]
  #endif
}()

/// The real program at a pseudoterminal.
@Suite("umbra console at a terminal", .timeLimit(.minutes(3)))
struct ConsoleCommandTests {
  private let folder: ScriptFolder
  private let terminal = Pseudoterminal(columns: 60)

  init() throws {
    folder = try ScriptFolder()
  }

  /// Plays these steps; each waits for its text, and then types its keys.
  private func play(_ steps: (shown: String, keys: String)..., options: String...) async throws
    -> ProgramRun
  {
    let (terminal, steps) = (terminal, steps)
    return try await umbra.run(["console"] + options, at: terminal) {
      // With the mode put back by the program's end, the terminal has no more to show.
      try await terminal.play(Array(steps.dropLast()), last: steps.last?.shown ?? "", on: .shared)
    }
  }

  private var umbra: Program {
    var umbra = Program(built: "umbra")
    umbra.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_STATE_HOME": folder.path, "TERM": "xterm",
    ]) { $1 }
    return umbra
  }

  @Test("lines are edited, echoed and go on; Ctrl-D ends, and the terminal is as before")
  func editing() async throws {
    let run = try await play(
      ("Umbra console: Lua 5.4, async\r\n", ""),
      ("> ", "x = 2\u{02}4\u{05}0\r"),
      ("> ", "for i = 1, 2 do\r"),
      (">> ", "print('line ' .. i)\r"),
      (">> ", "end\r"),
      ("line 1\r\nline 2\r\n", ""),
      ("> ", "\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A\r"),
      ("> ", "x, 'ä漢'\r"),
      ("420\tä漢\r\n", ""),
      ("> ", "io.write('no end')\r"),
      ("no end", ""),
      ("> ", "\u{04}"),
      ("\r\n", "")
    )
    #expect(run.status == 0)
    #expect(terminal.echoes)
  }

  @Test(
    "Ctrl-C gives the prompt back, from code that computes and from code that waits",
    arguments: endless
  )
  func interrupt(_ code: String) async throws {
    let run = try await play(
      ("> ", "x = 42\r"),
      ("> ", "print('g' .. 'o') \(code)\r"),
      ("go\r\n", "\u{03}"),
      ("interrupted!", ""),
      ("> ", "half a\u{03}"),
      ("^C", ""),
      ("> ", "7 * 6\r"),
      ("42\r\n", ""),
      ("> ", "exit(3)\r"),
      ("\r\n", ""),
      options: "--cpu",
      "1h",
      "--deadline",
      "1h"
    )
    #expect(run.status == 3)
  }

  @Test("SIGINT from elsewhere is Ctrl-C, at the prompt too")
  func interruptFromElsewhere() async throws {
    let terminal = terminal
    let run = try await umbra.run(["console"], at: terminal) {
      let first = try await terminal.play([("> ", "ha\u{02}")], last: "h", on: .shared)
      terminal.send(SIGINT)
      let steps = [("^C", ""), ("> ", "7 * 6\r"), ("42\r\n", ""), ("> ", "\u{04}")]
      return first + (try await terminal.play(steps, last: "\r\n", on: .shared))
    }
    #expect(run.status == 0)
  }

  @Test(
    "a signal that ends it, at the prompt or while code runs, finds the terminal put back",
    arguments: [SIGTERM, SIGHUP],
    ["", "print('g' .. 'o') sleep(3600)\r"]
  )
  func ends(_ signal: Int32, _ code: String) async throws {
    let terminal = terminal
    let run = try await umbra.run(["console"], at: terminal) {
      let steps = code.isEmpty ? [] : [("> ", code)]
      let last = code.isEmpty ? "> " : "go\r\n"
      let first = try await terminal.play(steps, last: last, on: .shared)
      terminal.send(signal)
      return first
    }
    #expect(run.status == -1)
    #expect(terminal.echoes)
  }

  @Test("the history is there in the next run, and not with --no-history")
  func history() async throws {
    _ = try await play(("> ", "kept = 1\r"), ("> ", "\u{04}"), ("\r\n", ""))
    let again = try await play(
      ("> ", "\u{1B}[A"),
      ("kept = 1", "\r"),
      ("> ", "kept\r"),
      ("1\r\n", ""),
      ("> ", "\u{04}"),
      ("\r\n", "")
    )
    #expect(again.status == 0)
    let without = try await play(
      ("> ", "\u{1B}[A\r"),
      ("> ", "\u{04}"),
      ("\r\n", ""),
      options: "--no-history"
    )
    #expect(!without.output.contains("kept"))
  }

  @Test("Tab completes names, and shows them where there are several")
  func completion() async throws {
    let run = try await play(
      ("> ", "apple, apply = 1, 2\r"),
      ("> ", "app\t\t"),
      ("apple  apply", "e\r"),
      ("1\r\n", ""),
      ("> ", "('x'):rep(3) == string.re\t"),
      ("rep      reverse", "p('x', 3)\r"),
      ("true\r\n", ""),
      ("> ", "\tprint\t('tabbed')\r"),
      ("tabbed\r\n", ""),
      ("> ", "\u{04}"),
      ("\r\n", "")
    )
    #expect(run.status == 0)
  }

  @Test("a pasted chunk is one, and is taken as it is")
  func paste() async throws {
    let run = try await play(
      ("> ", "\u{1B}[200~for i = 1, 2 do\r\tprint('line ' .. i)\rend\u{1B}[201~"),
      ("end", "\r"),
      ("line 1\r\nline 2\r\n", ""),
      ("> ", "\u{04}"),
      ("\r\n", "")
    )
    #expect(!run.output.contains(">> "))
  }

  @Test("a window of another size shows the line anew, before any key")
  func resize() async throws {
    let (terminal, text) = (terminal, String(repeating: "x", count: 50))
    let run = try await umbra.run(["console"], at: terminal) {
      let first = try await terminal.play([("> ", "'\(text)'")], last: "\(text)'", on: .shared)
      terminal.resize(columns: 20)
      // The cursor is in the third of three rows now; from the first on, all is written again.
      let redrawn = "\u{1B}[2A\r\u{1B}[J> '\(text)'"
      let steps = [(shown: redrawn, keys: "\r"), ("\(text)\r\n", ""), ("> ", "\u{04}")]
      return first + (try await terminal.play(steps, last: "\r\n", on: .shared))
    }
    #expect(run.status == 0)
  }

  @Test("on pipes there are no prompts; results and errors go apart, and exit gives the status")
  func pipes() async throws {
    let input = """
      x = 20
      for i = 1, 2 do
        io.write(i, ';', 0.1 + 0.2, '\\n')
      end
      x + 1, 'ä'
      error('no', 0)
      x y
      =x
      exit(7)
      print('never')
      """
    let run = try await umbra.run(["console"], input: input)
    #expect(run.output == "1;0.3\n2;0.3\n21\tä\n20\n")
    #expect(run.errors.hasPrefix("no\nstack traceback:\n"))
    #expect(run.errors.hasSuffix("stdin:1: syntax error near 'y'\n"))
    #expect(run.status == 7)
  }
}
