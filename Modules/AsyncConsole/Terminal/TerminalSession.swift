import Glibc
import Reactor

/// The shell around ``LineEditor``: carries bytes to it, and does what it says; on the loop.
///
/// Where nobody sits, lines are read as they come, and no prompt is shown.
final class TerminalSession {
  let isInteractive: Bool
  let input: DescriptorStream
  let output: DescriptorStream
  private let errors: DescriptorStream
  private let lines: LineReader
  private let historyFile: HistoryFile?
  var editor: LineEditor
  var hasEnded = false
  /// Told of SIGINT while code runs.
  var interrupts: SignalWatcher?
  /// Told of what ends the process, from the first line at a terminal on.
  var ends: SignalWatcher?
  private var completer: Terminal.Completer?

  init(_ input: Int32, _ output: Int32, _ errors: Int32, _ history: HistoryFile?) throws {
    self.input = try DescriptorStream(input, name: "the terminal's input")
    self.output = try DescriptorStream(output, name: "the terminal's output")
    self.errors = try DescriptorStream(errors, name: "the terminal's errors")
    lines = LineReader(self.input)
    isInteractive = self.input.isTerminal && self.output.isTerminal && !Self.isDumb
    historyFile = isInteractive ? history : nil
    let entries = historyFile?.load() ?? []
    editor = LineEditor(history: InputHistory(entries, limit: history?.limit ?? 1000))
  }

  /// A terminal that has no cursor to move.
  private static var isDumb: Bool {
    getenv("TERM").map { String(cString: $0) } == "dumb"
  }

  func close() {
    ends?.close()
    input.close()
    output.close()
    errors.close()
  }

  func write(_ text: String) throws { try output.write(text) }
  func writeError(_ text: String) throws { try errors.write(text) }
}

// MARK: - Lines

extension TerminalSession {
  func readLine(prompt: String, _ completer: Terminal.Completer?) throws -> String {
    guard isInteractive else { return try readPlainLine(prompt) }
    self.completer = completer
    try input.setMode(.raw)
    try restoreBeforeEnd()
    let resizing = try followWindow()
    defer { resizing.cancel() }
    let interrupts = try SignalWatcher(.interrupt)
    defer { interrupts.close() }
    var actions = editor.begin(prompt: prompt, columns: columns)
    while true {
      for action in actions { if let line = try perform(action) { return line } }
      guard !hasEnded, let bytes = try keys(or: interrupts) else { throw EndOfInput() }
      actions = editor.resize(columns: columns) + editor.receive(bytes)
    }
  }

  private func readPlainLine(_ prompt: String) throws -> String {
    if input.isTerminal { try write(prompt) }
    return try lines.next()
  }

  private var columns: Int {
    let columns = (try? output.windowSize.columns) ?? 0
    return columns > 0 ? columns : 80
  }

  /// Shows the line anew when the window gets another size, which no key would tell.
  private func followWindow() throws -> Fiber {
    let changes = try SignalWatcher(.windowChange)
    return try Fiber.spawn(name: "SIGWINCH") { [self] in
      defer { changes.close() }
      while (try? changes.next()) != nil {
        for action in editor.resize(columns: columns) { _ = try? perform(action) }
      }
    }
  }

  /// - Returns: The line, if that is what the action was.
  private func perform(_ action: LineEditor.Action) throws -> String? {
    switch action {
    case .show(let text): try write(text)
    case .line(let line):
      if editor.history.keptLast { historyFile?.append(line) }
      return line
    case .interrupt: throw ConsoleInterrupt()
    case .endOfInput: throw EndOfInput()
    case .suspend:
      try suspend()
      for action in editor.redraw() { _ = try perform(action) }
    case .complete(let text):
      let completions = try completions(of: text)
      for action in editor.complete(with: completions) {
        if let line = try perform(action) { return line }
      }
    }
    return nil
  }

  /// An evaluator that fails has no names to offer.
  private func completions(of text: String) throws -> Completions {
    guard let completer else { return Completions() }
    do { return try Fiber.wait { try await completer(text) } } catch {
      if Fiber.current?.isCancelled == true { throw error }
      return Completions()
    }
  }

  /// Stops the program as Ctrl-Z does; returns when it goes on.
  func suspend() throws {
    try input.setMode(.normal)
    kill(getpid(), SIGTSTP)
    try input.setMode(.raw)
  }
}
