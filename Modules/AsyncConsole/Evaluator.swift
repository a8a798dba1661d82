/// What a console talks to: text in, an evaluation out.
public protocol Evaluator: Sendable {
  /// Evaluates what was typed so far.
  ///
  /// - Parameters:
  ///   - source: One or more lines, joined by line feeds.
  ///   - output: Gets what the evaluated program writes, live and in order.
  /// - Returns: What it came to.
  /// - Throws: `CancellationError`, and what keeps the evaluator from working at all.
  func evaluate(_ source: String, output: @escaping @Sendable ([UInt8]) -> Void) async throws
    -> Evaluation
}

/// What an evaluation came to.
public enum Evaluation: Sendable, Hashable {
  /// More lines are needed.
  case incomplete
  /// It is done; the text is to be shown: an expression's values, or nil.
  case value(String?)
  /// It failed; the text says how.
  case failure(String)
}
