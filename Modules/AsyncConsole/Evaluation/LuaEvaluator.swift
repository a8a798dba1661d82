import Reactor
public import Sandbox

/// Lua in a sandbox of an executor's, as a console's evaluator.
///
/// Each has globals of its own, which stay from one piece of code to the next; locals end with
/// their piece, as in `lua -i`. Each piece has the executor's limits for itself.
///
/// * Lines go on until they are complete, by Lua's own rule: a syntax error at the end of the text.
/// * An expression's values are shown by the global `print`; so are those of `=` with an expression.
/// * `exit([status])` and `os.exit` throw ``ConsoleExit``; `warn` writes to standard error, and
///   `io.write`, which is all of `io` there is, to standard output.
/// * What is stopped (at a limit, or interrupted) ends uncatchably where it stands; the globals
///   stay as they are then. Where it cannot be stopped between two instructions within 250 ms, or
///   fills the memory, they are lost, and ``EvaluationFailure/isStateLost`` says so.
///
/// Source of the rules: Lua's manual, section 7.
public struct LuaEvaluator: Evaluator {
  /// Lua's version, and that functions of the host wait by themselves.
  public var banner: String { "Lua 5.4, async" }

  /// The executor's reactor.
  public var taskExecutor: (any TaskExecutor)? { reactor.taskPreference }

  private let dialogue: ScriptDialogue
  private let reactor: Reactor

  /// An evaluator with a sandbox of its own.
  ///
  /// - Parameters:
  ///   - executor: Whose limits, and whose environments.
  ///   - environment: What this evaluator's code alone finds besides. It goes over to the scripts'
  ///     thread; what its `setUp()` throws ends the console.
  public init(_ executor: CommandExecutor, environment: sending Environment? = nil) {
    dialogue = ScriptDialogue(executor, environment: environment)
    reactor = executor.reactor
  }

  /// Compiles a chunk or an expression; see ``Evaluator/compile(_:name:)``.
  public func compile(_ source: String, name: String) async throws -> Compilation {
    switch try await dialogue.check(source, name: name) {
    case .incomplete: .incomplete
    case .complete(let text): .complete(ConsoleCode(text: text, name: name))
    case .invalid(let message): .failed(EvaluationFailure(kind: .syntax, message: message))
    }
  }

  /// Globals and keywords, fields and methods; see ``Evaluator/completions(of:)``.
  ///
  /// Nothing of Lua's runs for it.
  public func completions(of text: String) async throws -> Completions {
    let found = try await dialogue.completions(of: text)
    return Completions(typed: found.typed, names: found.names)
  }

  /// Runs a chunk; see ``Evaluator/run(_:output:)``.
  public func run(_ code: ConsoleCode, output: EvaluationOutput) async throws -> Evaluation {
    let outcome = try await dialogue.run(
      code.text,
      name: code.name,
      output: output.standardOutput,
      errorOutput: output.standardError
    )
    if let status = outcome.exitStatus { throw ConsoleExit(status: status) }
    guard outcome.report.verdict != .ok else { return .done }
    return .failed(EvaluationFailure(outcome))
  }
}

extension EvaluationFailure {
  fileprivate init(_ outcome: ScriptDialogue.Outcome) {
    let report = outcome.report
    let message = report.message ?? ""
    let (kind, text): (Kind, String) =
      switch report.verdict {
      case .cancelled: (.interrupted, "interrupted!")
      case .limit: (.limit, "\(report.verdict): \(message)")
      case .fault: (.fault, "\(report.verdict): \(message)")
      case .ok, .error: (.error, message)
      }
    self.init(
      kind: kind,
      message: text,
      traceback: report.traceback,
      isStateLost: outcome.isStateLost
    )
  }
}
