import LuaBridge
import Reactor

/// A sandbox that a person talks to: what one chunk leaves, the next one finds.
///
/// Each chunk has the executor's limits for itself. A chunk that is stopped at one takes the sandbox
/// with it: what was left in the middle cannot be gone on with, so the next chunk starts from nothing.
public final class ScriptDialogue: Sendable {
  /// What a piece of text came to.
  public enum Answer: Sendable, Hashable {
    /// It is the beginning of a chunk: more lines are needed.
    case incomplete
    /// It was run (or does not compile); an expression's values are its results.
    case complete(ScriptReport)
  }

  private let executor: CommandExecutor
  private let holder: LoopBound<DialogueVM>

  /// A dialogue in a sandbox of `executor`'s.
  public init(_ executor: CommandExecutor) {
    self.executor = executor
    holder = LoopBound(DialogueVM(), of: executor.reactor)
  }

  /// Runs a chunk or an expression.
  ///
  /// - Parameters:
  ///   - text: One or more lines.
  ///   - output: Gets what `print` writes.
  /// - Returns: How it went, or that it is incomplete: by Lua's own rule (manual, section 7), a
  ///   syntax error at the text's end.
  /// - Throws: `CancellationError` when the calling task was cancelled (the chunk was stopped then);
  ///   `ReactorError.closed`.
  public func evaluate(
    _ text: String,
    output: @escaping @Sendable ([UInt8]) -> Void = StandardOutput.write
  ) async throws -> Answer {
    let answer = try await executor.converse(in: holder, text, output: output)
    if case .complete(let report) = answer, report.verdict == .cancelled {
      throw CancellationError()
    }
    return answer
  }
}

/// The VM of a dialogue, made when it is first needed.
///
/// On the loop.
final class DialogueVM {
  private var vm: LuaVM?

  func evaluate(_ script: Script, _ pool: SandboxPool) throws -> ScriptDialogue.Answer {
    let vm = try vm ?? pool.makeVM()
    self.vm = vm
    vm.restartMeters()
    let expression = Array("return ".utf8) + script.source
    var chosen = script
    if try vm.syntaxError(in: expression, name: script.name) == nil {
      chosen = script.replacing(source: expression)
    } else if let error = try vm.syntaxError(in: script.source, name: script.name) {
      guard !error.hasSuffix("<eof>") else { return .incomplete }
      return .complete(ScriptReport(verdict: .error, message: error))
    }
    let report = try ScriptSession(chosen).run(in: vm)
    if vm.stopReason != nil { self.vm = nil }
    return .complete(report)
  }
}
