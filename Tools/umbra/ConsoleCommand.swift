import ArgumentParser
import Umbra

/// `umbra console`: Lua by lines, in one sandbox.
struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "Run Lua interactively, in one sandbox.",
    discussion: """
      Reads lines, runs them as soon as they are complete, and shows the values of expressions. What \
      a line leaves among the globals, the next one finds. Functions of the host that wait do so \
      without a word for it. Besides what scripts of umbra run see there are io.write, warn and exit.

      At a terminal, lines can be edited with Emacs's keys, and Tab completes names; the history is \
      kept in $XDG_STATE_HOME/umbra/history. Ctrl-C stops what runs, and the globals stay; Ctrl-D \
      leaves. Elsewhere lines are read from standard input without prompts; results go to standard \
      output and errors to standard error.

      Each line has the limits for itself; the memory is all lines' together.

      Exit status: 0 at the end of input, 2 wrong usage, else what exit([status]) was called with.
      """
  )

  @OptionGroup var limits: LimitOptions

  @Option(
    help: .init(
      "Let lines make HTTP requests to this host (name or name:port); repeatable.",
      valueName: "host"
    )
  )
  var allowHTTP: [String] = []

  @Flag(inversion: .prefixedNo, help: "Keep the history from one run to the next.")
  var history = true

  func run() async throws {
    let executor = try CommandExecutor(limits: limits.limits)
    executor.registerEnvironment(CommandEnvironment(allowedHosts: allowHTTP))
    let file = history ? HistoryFile(inStateFolder: "umbra/history") : nil
    let terminal = try await Terminal.open(history: file)
    let status = try await converse(executor, terminal)
    await terminal.close()
    await executor.close()
    if status != 0 { throw ExitCode(status) }
  }

  /// - Returns: What `exit` was called with.
  private func converse(_ executor: CommandExecutor, _ terminal: Terminal) async throws -> Int32 {
    let console = TerminalConsole(executor, at: terminal)
    do {
      try await console.interact(banner: "Umbra console: Lua 5.4, async", exitMessage: "")
      return 0
    } catch let exit as ConsoleExit {
      return Int32(truncatingIfNeeded: exit.status & 0xFF)
    }
  }
}
