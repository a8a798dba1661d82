public import Sandbox

/// A read-evaluate-print loop in `async` form: Python's `code.InteractiveConsole`, asyncode's
/// `AsyncInteractiveConsole`.
///
/// ```swift
/// final class ChatConsole: AsyncInteractiveConsole {
///   override func write(_ text: String) async throws { try await channel.send(text) }
///   override func rawInput(_ prompt: String) async throws -> String { try await channel.nextMessage() }
/// }
/// try await ChatConsole(executor).interact(banner: "Lua 5.4, async")
/// ```
///
/// Cancelling the task of ``interact(banner:exitMessage:)`` ends it; ``AsyncInteractiveInterpreter/interrupter``
/// ends one evaluation.
open class AsyncInteractiveConsole: AsyncInteractiveInterpreter {
  /// What errors call the lines.
  public let filename: String
  /// Asked for before the first line of a chunk: Python's `sys.ps1`.
  public var prompt = "> "
  /// Asked for before its other lines: Python's `sys.ps2`.
  public var continuationPrompt = ">> "
  /// Whether `exit()` in evaluated code just ends ``interact(banner:exitMessage:)``, instead of making
  /// it throw ``ConsoleExit``.
  public var localExit = false
  /// The lines of the present chunk.
  public private(set) var buffer: [String] = []

  /// A console of anything.
  public init(
    evaluator: any Evaluator,
    filename: String = "stdin",
    rerouteStdout: Bool = true,
    rerouteStderr: Bool = true
  ) {
    self.filename = filename
    super.init(
      evaluator: evaluator,
      rerouteStdout: rerouteStdout,
      rerouteStderr: rerouteStderr
    )
  }

  /// A console of Lua, in a sandbox of `executor`'s.
  public init(
    _ executor: CommandExecutor,
    filename: String = "stdin",
    rerouteStdout: Bool = true,
    rerouteStderr: Bool = true
  ) {
    self.filename = filename
    super.init(executor, rerouteStdout: rerouteStdout, rerouteStderr: rerouteStderr)
  }

  /// Asks for a line.
  ///
  /// By default it shows the prompt by ``AsyncInteractiveInterpreter/write(_:)`` and reads the process's
  /// standard input.
  ///
  /// - Returns: The line, without its end.
  /// - Throws: ``EndOfInput`` where there is no more, ``ConsoleInterrupt`` where the user wants to start
  ///   again, ``ConsoleExit`` to end the console; anything else ends it too.
  nonisolated(nonsending) open func rawInput(_ prompt: String) async throws -> String {
    try await write(prompt)
    return try await StandardInput.shared.nextLine()
  }

  /// Takes a line, and evaluates what has come so far unless it is incomplete.
  ///
  /// - Parameter line: A line, without its end; more than one are fine.
  /// - Returns: Whether more lines are needed.
  /// - Throws: What ``AsyncInteractiveInterpreter/runSource(_:filename:)`` throws.
  @discardableResult
  nonisolated(nonsending) open func push(_ line: String) async throws -> Bool {
    buffer.append(line)
    do {
      let source = buffer.joined(separator: "\n")
      guard try await !runSource(source, filename: filename) else { return true }
    } catch {
      resetBuffer()
      throw error
    }
    resetBuffer()
    return false
  }

  /// Forgets the lines of an incomplete chunk.
  open func resetBuffer() {
    buffer = []
  }

  /// Asks for lines and evaluates them, until the end of input.
  ///
  /// - Parameters:
  ///   - banner: Shown first; by default the evaluator's and the console's names. An empty one is not
  ///     shown.
  ///   - exitMessage: Shown at the end of input; by default `now exiting ...`. An empty one is not
  ///     shown.
  /// - Throws: ``ConsoleExit`` when evaluated code calls `exit()` (but see ``localExit``);
  ///   `CancellationError` when the calling task is cancelled; what ``rawInput(_:)`` and
  ///   ``AsyncInteractiveInterpreter/write(_:)`` throw.
  nonisolated(nonsending) open func interact(
    banner: String? = nil,
    exitMessage: String? = nil
  ) async throws {
    let banner = banner ?? "\(evaluator.banner) (\(type(of: self)))"
    if !banner.isEmpty { try await write(banner + "\n") }
    do {
      try await converse()
    } catch is EndOfInput {
      try await endLine()
    } catch is ConsoleExit where localExit {}
    let exitMessage = exitMessage ?? "now exiting \(type(of: self))..."
    if !exitMessage.isEmpty { try await write(exitMessage + "\n") }
  }

  /// Ends the line of a prompt that got no answer; by default it writes a line feed.
  ///
  /// - Throws: What ``AsyncInteractiveInterpreter/write(_:)`` throws.
  nonisolated(nonsending) open func endLine() async throws {
    try await write("\n")
  }

  /// Until something is thrown.
  nonisolated(nonsending) private func converse() async throws {
    var needsMore = false
    while true {
      try Task.checkCancellation()
      do {
        needsMore = try await push(rawInput(needsMore ? continuationPrompt : prompt))
      } catch is ConsoleInterrupt {
        resetBuffer()
        needsMore = false
        try await endLine()
      }
    }
  }
}
