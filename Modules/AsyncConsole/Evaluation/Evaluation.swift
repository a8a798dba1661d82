/// How code ended.
public enum Evaluation: Sendable, Hashable {
  /// Well; it has shown its results itself.
  case done
  /// Otherwise.
  case failed(EvaluationFailure)
}

/// Why code cannot be run, or has not ended well.
public struct EvaluationFailure: Sendable, Hashable {
  /// Who is to blame.
  public enum Kind: Sendable, Hashable {
    /// The code: it does not compile.
    case syntax
    /// The code: it raised an error.
    case error
    /// The code: it was stopped at a limit.
    case limit
    /// The user, who has interrupted it.
    case interrupted
    /// The evaluator: it has failed.
    case fault
  }

  /// Who is to blame.
  public var kind: Kind
  /// What happened, in the language's own words.
  public var message: String
  /// Where it happened, in lines; nil where that is not known.
  public var traceback: String?
  /// Whether what earlier code has left (variables, functions) is gone with it.
  public var isStateLost: Bool

  /// A failure.
  public init(
    kind: Kind,
    message: String,
    traceback: String? = nil,
    isStateLost: Bool = false
  ) {
    self.kind = kind
    self.message = message
    self.traceback = traceback
    self.isStateLost = isStateLost
  }
}

extension EvaluationFailure: CustomStringConvertible {
  /// The message, the traceback, and the loss of the state, in lines.
  public var description: String {
    var lines = [message]
    if let traceback, !traceback.isEmpty { lines.append(traceback) }
    if isStateLost { lines.append("(all variables are lost)") }
    return lines.joined(separator: "\n")
  }
}
