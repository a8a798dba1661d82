import LuaBridge
import Reactor

/// A sandbox that a person talks to: what one chunk leaves among the globals, the next one finds.
///
/// ```swift
/// let dialogue = ScriptDialogue(executor)
/// _ = try await dialogue.run("x = 20")
/// let outcome = try await dialogue.run("return x + 1")      // prints 21
/// ```
///
/// Each chunk has the executor's limits for itself. One that is stopped, at a limit or since its task
/// was cancelled, ends where it stands, uncatchably; the globals stay as it left them. Only where it
/// cannot be stopped between two instructions in time (in one long call of a library function, or while
/// the host calls a function of it), or where what it holds fills the memory, is the sandbox lost with
/// it, and the next chunk starts from nothing.
///
/// A function of a chunk that the host keeps and calls when the chunk has ended has what that left of
/// its CPU time, and the executor's deadline for each call. One that is stopped stops all that are called
/// then; the globals stay, and the next chunk finds them.
///
/// Besides what all scripts find, chunks find `exit([status])` (also as `os.exit`), which ends them and
/// tells the caller, `warn` (manual, section 6.1), which writes to the error output, and `io.write`, which
/// is all of `io` there is.
public final class ScriptDialogue: Sendable {
  /// What a piece of text is by Lua's own rule (manual, section 7).
  public enum Syntax: Sendable, Hashable {
    /// The beginning of a chunk: more lines are needed.
    case incomplete
    /// A chunk; this is what ``ScriptDialogue/run(_:name:limits:output:errorOutput:)`` takes. An expression
    /// has become a `return` statement.
    case complete(String)
    /// None; the text says why.
    case invalid(String)
  }

  /// How a chunk ended.
  public struct Outcome: Sendable, Hashable {
    /// Verdict, results and usage.
    public let report: ScriptReport
    /// Whether the globals are gone.
    public let isStateLost: Bool
    /// What the chunk has called `exit` with; nil if it has not.
    public let exitStatus: Int?
  }

  /// The names that a text may go on with at its end.
  public struct Completions: Sendable, Hashable {
    /// What of the name is there already.
    public let typed: String
    /// The whole names in their order, 1000 at most; each begins with `typed`.
    public let names: [String]
  }

  private let executor: CommandExecutor
  private let holder: LoopBound<DialogueVM>

  /// A dialogue in a sandbox of `executor`'s, which is made when it is first needed.
  ///
  /// - Parameters:
  ///   - executor: Whose limits, and whose environments.
  ///   - environment: What this dialogue alone finds besides; set up then, on the scripts' thread, to
  ///     which it goes over. What its ``Environment/setUp()`` throws, each chunk throws.
  public init(_ executor: CommandExecutor, environment: sending Environment? = nil) {
    self.executor = executor
    holder = LoopBound(DialogueVM(environment), of: executor.reactor)
  }

  /// Tells whether a text can be run; nothing is run.
  ///
  /// An expression is one too, and so is one after `=`.
  ///
  /// - Parameters:
  ///   - text: One or more lines.
  ///   - name: What errors call it.
  /// - Returns: What it is.
  /// - Throws: ``DialogueError``, `LuaError` where it could not be compiled at all, `ReactorError.closed`.
  public func check(_ text: String, name: String = "stdin") async throws -> Syntax {
    try await executor.reactor.run(name: "check", stack: .large) { [holder, executor] in
      try holder.value.check(text, name: name, executor.pool.value)
    }
  }

  /// Looks for the names that the one at the end of a text may become: globals and keywords, and behind
  /// `a.` or `a:` fields or methods, of host objects too.
  ///
  /// Nothing of Lua's runs for it: no metamethod, and no field's getter.
  ///
  /// - Parameter text: What stands before the cursor, `"x = string.fo"` say.
  /// - Returns: The names, of which there may be none.
  /// - Throws: ``DialogueError``, what an environment's set-up threw, `ReactorError.closed`.
  public func completions(of text: String) async throws -> Completions {
    try await executor.reactor.run(name: "completion", stack: .large) { [holder, executor] in
      try holder.value.completions(of: text, executor.pool.value)
    }
  }

  /// Runs a chunk, and has its results shown by the global `print`.
  ///
  /// - Parameters:
  ///   - chunk: The text.
  ///   - name: What errors call it.
  ///   - limits: Other limits than the executor's; for memory, lower ones only.
  ///   - output: Gets what `print` writes (by default the executor does), live and in order, on the
  ///     script's fibre: it may wait as fibres do, and the script waits with it.
  ///   - errorOutput: Gets what `warn` writes; by default it goes to standard error.
  /// - Returns: How it went. When the calling task was cancelled meanwhile, the verdict says so.
  /// - Throws: ``DialogueError``, `ReactorError.closed`.
  public func run(
    _ chunk: String,
    name: String = "stdin",
    limits: Limits? = nil,
    output: (@Sendable ([UInt8]) -> Void)? = nil,
    errorOutput: (@Sendable ([UInt8]) -> Void)? = nil
  ) async throws -> Outcome {
    let script = Script(
      source: Array(chunk.utf8),
      name: name,
      limits: limits ?? executor.limits,
      output: output ?? executor.output,
      errorOutput: errorOutput ?? StandardOutput.writeError
    )
    return try await executor.reactor.run(name: "console", stack: .large) { [holder, executor] in
      try holder.value.run(script, executor.pool.value)
    }
  }
}

/// What a dialogue refuses: the host's mistake.
public enum DialogueError: Error, Hashable, CustomStringConvertible {
  /// A chunk was given while another one still runs.
  case busy

  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .busy: "another chunk of this dialogue still runs"
    }
  }
}
