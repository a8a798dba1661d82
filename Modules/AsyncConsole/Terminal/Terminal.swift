public import Reactor

/// Where a person sits: a terminal with a line editor and a history, or plain input and output where
/// nobody does.
///
/// ```swift
/// let terminal = try await Terminal.open(history: HistoryFile(inStateFolder: "myapp/history"))
/// let name = try await terminal.readLine(prompt: "your name: ")
/// await terminal.close()
/// ```
///
/// The editor has Emacs's keys as readline has them: Ctrl-A E B F D H K U W Y T L, Alt-B F D U L C and
/// Backspace, the arrows, Home, End, the history by Up and Down, Alt-< and Alt->, Ctrl-R to search it,
/// and Tab to complete names (or, at a line's beginning, to indent); pasted text is taken as it is. While a terminal is open its keys come one by one and are not shown by
/// the system; ``close()`` and the process's end put that back, SIGTERM and SIGHUP included (where the program
/// watches these itself, it closes the terminal itself). SIGINT is Ctrl-C.
public final class Terminal: Sendable {
  /// Whether somebody sits there, with a screen that can be written to.
  public let isInteractive: Bool
  private let reactor: Reactor
  private let session: LoopBound<TerminalSession>

  private init(_ reactor: Reactor, _ session: LoopBound<TerminalSession>, isInteractive: Bool) {
    self.reactor = reactor
    self.session = session
    self.isInteractive = isInteractive
  }

  /// Opens a terminal.
  ///
  /// - Parameters:
  ///   - input: Where keys or lines come from. By default the process's standard input.
  ///   - output: Where text goes to.
  ///   - errors: Where text of errors goes to.
  ///   - history: Where lines are kept that were entered at a terminal; nil keeps them while it is open.
  ///   - reactor: Whose thread waits for input. By default the one that the process shares; not that of
  ///     code which may keep it busy.
  /// - Returns: The terminal.
  /// - Throws: `ReactorError` where a descriptor is none that can be read or written.
  public static func open(
    input: Int32 = 0,
    output: Int32 = 1,
    errors: Int32 = 2,
    history: HistoryFile? = nil,
    on reactor: Reactor? = nil
  ) async throws -> Terminal {
    let reactor = try reactor ?? Reactor.shared
    let (session, isInteractive) = try await reactor.run(name: "terminal") {
      let session = try TerminalSession(input, output, errors, history)
      return (LoopBound(session, of: reactor), session.isInteractive)
    }
    return Terminal(reactor, session, isInteractive: isInteractive)
  }

  /// Finds the names that the one at the end of a text may become.
  public typealias Completer = @Sendable (_ text: String) async throws -> Completions

  /// Asks for a line; the prompt is shown where somebody sits there.
  ///
  /// - Parameters:
  ///   - prompt: Shown before the line.
  ///   - completer: Asked when Tab is hit behind some text.
  /// - Returns: The line, without its end; more than one where they were pasted.
  /// - Throws: ``EndOfInput``, ``ConsoleInterrupt`` for Ctrl-C, `CancellationError`, `ReactorError`,
  ///   `StreamError`.
  public func readLine(prompt: String, completer: Completer? = nil) async throws -> String {
    try await reactor.run(name: "terminal") { [session] in
      try session.value.readLine(prompt: prompt, completer)
    }
  }

  /// Writes text.
  ///
  /// - Throws: `CancellationError`, `ReactorError` and `StreamError` where it cannot be written.
  public func write(_ text: String) async throws {
    try await reactor.run(name: "terminal") { [session] in try session.value.write(text) }
  }

  /// Writes text of errors.
  ///
  /// - Throws: `CancellationError`, `ReactorError` and `StreamError` where it cannot be written.
  public func writeError(_ text: String) async throws {
    try await reactor.run(name: "terminal") { [session] in try session.value.writeError(text) }
  }

  /// Runs `body`, and tells of each Ctrl-C (and SIGINT) meanwhile; what else is typed waits for the next
  /// line.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  nonisolated(nonsending) public func watchingInterrupts<T>(
    _ onInterrupt: @escaping @Sendable () -> Void,
    during body: nonisolated(nonsending) () async throws -> T
  ) async throws -> T {
    try await reactor.run { [session] in try session.value.beginWatch() }
    let watch = Task { [reactor, session] in
      try await reactor.run(name: "interrupts") {
        defer { session.value.endWatch() }
        try session.value.watch(onInterrupt)
      }
    }
    do {
      let result = try await body()
      await watch.end()
      return result
    } catch {
      await watch.end()
      throw error
    }
  }

  /// Puts the terminal back as it was.
  public func close() async {
    try? await reactor.run(name: "terminal") { [session] in session.value.close() }
  }
}
