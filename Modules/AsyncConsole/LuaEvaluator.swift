import LuaBridge
public import Sandbox

/// Lua in a sandbox of an executor's, as a console's evaluator.
///
/// Each has globals of its own.
public struct LuaEvaluator: Evaluator {
  private let dialogue: ScriptDialogue

  /// An evaluator with a fresh sandbox.
  public init(_ executor: CommandExecutor) {
    dialogue = ScriptDialogue(executor)
  }

  /// Evaluates a chunk or an expression; see ``Evaluator/evaluate(_:output:)``.
  public func evaluate(
    _ source: String,
    output: @escaping @Sendable ([UInt8]) -> Void
  ) async throws -> Evaluation {
    switch try await dialogue.evaluate(source, output: output) {
    case .incomplete: return .incomplete
    case .complete(let report) where report.verdict == .ok:
      let values = report.results.map(\.description)
      return .value(values.isEmpty ? nil : values.joined(separator: "\t"))
    case .complete(let report):
      let message = report.message ?? ""
      return .failure(report.verdict == .error ? message : "\(report.verdict): \(message)")
    }
  }
}
