/// What a console talks to: a language.
///
/// It works in two steps, as Python's `codeop` and `exec` do: what was typed is compiled, which tells
/// whether more lines are needed, and then run.
public protocol Evaluator: Sendable {
  /// The first line that a console shows unless it is given another.
  var banner: String { get }

  /// Where ``run(_:output:)`` likes to run, so that the console's task need not be switched to and fro;
  /// by default anywhere.
  var taskExecutor: (any TaskExecutor)? { get }

  /// Compiles what was typed so far; runs nothing.
  ///
  /// - Parameters:
  ///   - source: One or more lines, joined by line feeds.
  ///   - name: What errors call it.
  /// - Returns: What it is.
  /// - Throws: What keeps the evaluator from working at all; it ends the console.
  func compile(_ source: String, name: String) async throws -> Compilation

  /// Looks for the names that the one at the end of a text may become: what a Tab asks for.
  ///
  /// By default there are none.
  ///
  /// - Parameter text: What was typed so far, up to the cursor.
  /// - Returns: The names.
  /// - Throws: What it likes; nothing is completed then.
  func completions(of text: String) async throws -> Completions

  /// Runs code; it may wait, and other work of the program goes on.
  ///
  /// When its task is cancelled it ends soon; a console cancels the task to interrupt it.
  ///
  /// - Parameters:
  ///   - code: What ``compile(_:name:)`` has given.
  ///   - output: Gets what the code writes, its results included, live and in order.
  /// - Returns: How it ended.
  /// - Throws: ``ConsoleExit`` when the code asks for the console's end; `CancellationError`; and what
  ///   keeps the evaluator from working at all, which ends the console.
  func run(_ code: ConsoleCode, output: EvaluationOutput) async throws -> Evaluation
}

extension Evaluator {
  /// Anywhere.
  public var taskExecutor: (any TaskExecutor)? { nil }

  /// None.
  public func completions(of text: String) async throws -> Completions { Completions() }
}

/// What a text is.
public enum Compilation: Sendable, Hashable {
  /// The beginning of something: more lines are needed.
  case incomplete
  /// Code that can be run.
  case complete(ConsoleCode)
  /// Neither.
  case failed(EvaluationFailure)
}

/// What a text may go on with at its end.
public struct Completions: Sendable, Hashable {
  /// What of the name is there already: the end of the text.
  public var typed: String
  /// The whole names, in the order in which they are shown; each begins with `typed`.
  public var names: [String]

  /// Names; none by default.
  public init(typed: String = "", names: [String] = []) {
    self.typed = typed
    self.names = names
  }
}

/// Code that an evaluator can run.
public struct ConsoleCode: Sendable, Hashable {
  /// The text; what was typed, or what the evaluator has made of it.
  public var text: String
  /// What errors call it.
  public var name: String

  /// Code of a text.
  public init(text: String, name: String) {
    self.text = text
    self.name = name
  }
}

/// Where code writes to.
public struct EvaluationOutput: Sendable {
  /// Takes what goes to the code's standard output; nil leaves that where it goes anyway.
  ///
  /// On a fibre it may wait, so that the code does not get far ahead of the reader.
  public var standardOutput: (@Sendable ([UInt8]) -> Void)?
  /// Takes what goes to the code's standard error; nil leaves that where it goes anyway.
  public var standardError: (@Sendable ([UInt8]) -> Void)?

  /// An output of these.
  public init(
    standardOutput: (@Sendable ([UInt8]) -> Void)? = nil,
    standardError: (@Sendable ([UInt8]) -> Void)? = nil
  ) {
    self.standardOutput = standardOutput
    self.standardError = standardError
  }
}
