public import Sandbox

/// A console at a terminal, with line editing, history and completion of names; on plain pipes it reads lines, shows no
/// prompts, and writes results and errors apart.
///
/// ```swift
/// let terminal = try await Terminal.open(history: HistoryFile(inStateFolder: "myapp/history"))
/// try await TerminalConsole(executor, at: terminal).interact()
/// await terminal.close()
/// ```
///
/// Ctrl-C at the prompt forgets the lines so far; while code runs it stops the code. Ctrl-D on an empty
/// line is the end of input.
open class TerminalConsole: AsyncInteractiveConsole {
  /// Where the person sits.
  public let terminal: Terminal

  /// A console of anything.
  public init(evaluator: any Evaluator, at terminal: Terminal, filename: String = "stdin") {
    self.terminal = terminal
    super.init(evaluator: evaluator, filename: filename)
  }

  /// A console of Lua, in a sandbox of `executor`'s.
  public init(_ executor: CommandExecutor, at terminal: Terminal, filename: String = "stdin") {
    self.terminal = terminal
    super.init(executor, filename: filename)
  }

  /// Writes to the terminal's output.
  ///
  /// - Throws: As ``Terminal/write(_:)``.
  nonisolated(nonsending) open override func write(_ text: String) async throws {
    try await terminal.write(text)
  }

  /// Writes to the terminal's errors.
  ///
  /// - Throws: As ``Terminal/writeError(_:)``.
  nonisolated(nonsending) open override func writeError(_ text: String) async throws {
    try await terminal.writeError(text)
  }

  /// Asks for a line at the terminal; Tab completes names, as ``Evaluator/completions(of:)`` knows them.
  ///
  /// - Returns: The line.
  /// - Throws: As ``Terminal/readLine(prompt:completer:)``.
  nonisolated(nonsending) open override func rawInput(_ prompt: String) async throws -> String {
    let before = buffer
    return try await terminal.readLine(prompt: prompt) { [evaluator] text in
      try await evaluator.completions(of: (before + [text]).joined(separator: "\n"))
    }
  }

  /// Runs code; Ctrl-C stops it.
  ///
  /// - Throws: As ``AsyncInteractiveInterpreter/runCode(_:)``.
  nonisolated(nonsending) open override func runCode(_ code: ConsoleCode) async throws {
    try await terminal.watchingInterrupts { [interrupter] in
      interrupter.interrupt()
    } during: {
      try await super.runCode(code)
    }
  }

  /// As ``AsyncInteractiveConsole/interact(banner:exitMessage:)``; where nobody sits at the terminal,
  /// nothing is written but what the code writes.
  ///
  /// - Throws: As ``AsyncInteractiveConsole/interact(banner:exitMessage:)``.
  nonisolated(nonsending) open override func interact(
    banner: String? = nil,
    exitMessage: String? = nil
  ) async throws {
    guard !terminal.isInteractive else {
      return try await super.interact(banner: banner, exitMessage: exitMessage)
    }
    try await super.interact(banner: "", exitMessage: "")
  }

  /// Where nobody sits at the terminal, the end of input is not shown.
  ///
  /// - Throws: As ``write(_:)``.
  nonisolated(nonsending) open override func endLine() async throws {
    if terminal.isInteractive { try await super.endLine() }
  }
}
