public import Sandbox

/// Runs code piece by piece in `async` form, and shows what comes of it: Python's
/// `code.InteractiveInterpreter`, asyncode's `AsyncInteractiveInterpreter`.
///
/// It knows the evaluator and where text goes to; ``AsyncInteractiveConsole`` adds where lines come
/// from. Override ``write(_:)`` at least.
///
/// What the code writes goes to ``write(_:)``, live and in order, through this interpreter alone: two
/// of them never see each other's output, and no global is replaced for it.
///
/// It is used by one task at a time, and by any actor; only its ``interrupter`` is for others too.
open class AsyncInteractiveInterpreter {
  /// What is talked to.
  public let evaluator: any Evaluator
  /// Interrupts what runs, from anywhere.
  public let interrupter = Interrupter()
  /// Whether what code writes to its standard output goes to ``write(_:)``; if not, it goes where it
  /// went otherwise (for Lua, to the executor's output).
  public let rerouteStdout: Bool
  /// Whether what code writes to its standard error goes to ``writeError(_:)``; if not, it goes where
  /// it went otherwise (for Lua, to the process's standard error).
  public let rerouteStderr: Bool

  /// An interpreter of anything.
  public init(evaluator: any Evaluator, rerouteStdout: Bool = true, rerouteStderr: Bool = true) {
    self.evaluator = evaluator
    self.rerouteStdout = rerouteStdout
    self.rerouteStderr = rerouteStderr
  }

  /// An interpreter of Lua, in a sandbox of `executor`'s.
  public init(_ executor: CommandExecutor, rerouteStdout: Bool = true, rerouteStderr: Bool = true) {
    evaluator = LuaEvaluator(executor)
    self.rerouteStdout = rerouteStdout
    self.rerouteStderr = rerouteStderr
  }

  // MARK: Where text goes to

  /// Shows text; by default on the process's standard output.
  ///
  /// - Throws: What an override likes; it ends the console.
  nonisolated(nonsending) open func write(_ text: String) async throws {
    StandardOutput.write(Array(text.utf8))
  }

  /// Shows text of errors; by default by ``write(_:)``.
  ///
  /// - Throws: What an override likes; it ends the console.
  nonisolated(nonsending) open func writeError(_ text: String) async throws {
    try await write(text)
  }

  // MARK: Running

  /// Compiles and runs code.
  ///
  /// 1. It does not compile: ``showSyntaxError(_:)`` tells why.
  /// 2. It is incomplete: nothing is done.
  /// 3. It is complete: ``runCode(_:)`` runs it.
  ///
  /// - Parameters:
  ///   - source: One or more lines.
  ///   - filename: What errors call it.
  /// - Returns: Whether more lines are needed (case 2).
  /// - Throws: What ``runCode(_:)`` throws.
  @discardableResult
  nonisolated(nonsending) open func runSource(
    _ source: String,
    filename: String = "stdin"
  ) async throws -> Bool {
    switch try await evaluator.compile(source, name: filename) {
    case .incomplete: return true
    case .failed(let failure): try await showSyntaxError(failure)
    case .complete(let code): try await runCode(code)
    }
    return false
  }

  /// Runs code, and writes what it writes; ``showTraceback(_:)`` tells of an error.
  ///
  /// - Throws: ``ConsoleExit`` where the code calls `exit()`; what ``write(_:)`` throws, which stops
  ///   the code; `CancellationError` when the calling task is cancelled, which stops it too.
  nonisolated(nonsending) open func runCode(_ code: ConsoleCode) async throws {
    let channel = OutputChannel()
    defer { channel.close() }
    let output = output(to: channel)
    let result = try await interrupter.run(on: evaluator.taskExecutor) { [evaluator] in
      defer { channel.finish() }
      return try await evaluator.run(code, output: output)
    } meanwhile: {
      try await deliver(channel)
    }
    try await finish(result)
  }

  /// Tells why code does not compile.
  ///
  /// - Throws: What ``writeError(_:)`` throws.
  nonisolated(nonsending) open func showSyntaxError(_ failure: EvaluationFailure) async throws {
    try await writeError("\(failure)\n")
  }

  /// Tells why code has not ended well, and where.
  ///
  /// Override it to tell it otherwise: Python's `sys.excepthook`.
  ///
  /// - Throws: What ``writeError(_:)`` throws.
  nonisolated(nonsending) open func showTraceback(_ failure: EvaluationFailure) async throws {
    try await writeError("\(failure)\n")
  }
}

extension AsyncInteractiveInterpreter {
  private func output(to channel: OutputChannel) -> EvaluationOutput {
    var output = EvaluationOutput()
    if rerouteStdout { output.standardOutput = { channel.write($0, to: .output) } }
    if rerouteStderr { output.standardError = { channel.write($0, to: .error) } }
    return output
  }

  nonisolated(nonsending) private func deliver(_ channel: OutputChannel) async throws {
    var output = UTF8Decoder()
    var errors = UTF8Decoder()
    while let pieces = await channel.next() {
      for piece in pieces {
        switch piece.stream {
        case .output: try await write(some: output.decode(piece.bytes))
        case .error: try await writeError(some: errors.decode(piece.bytes))
        }
      }
    }
    try await write(some: output.finish())
    try await writeError(some: errors.finish())
  }

  nonisolated(nonsending) private func write(some text: String) async throws {
    if !text.isEmpty { try await write(text) }
  }

  nonisolated(nonsending) private func writeError(some text: String) async throws {
    if !text.isEmpty { try await writeError(text) }
  }

  nonisolated(nonsending) private func finish(_ result: Result<Evaluation, any Error>) async throws
  {
    do {
      guard case .failed(let failure) = try result.get() else { return }
      if failure.kind == .interrupted { try Task.checkCancellation() }
      try await showTraceback(failure)
    } catch is CancellationError {
      try Task.checkCancellation()
      try await showTraceback(EvaluationFailure(kind: .interrupted, message: "interrupted!"))
    }
  }
}
