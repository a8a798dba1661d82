public import Sandbox
import Synchronization

/// A read-evaluate-print loop in `async` form: Python's `code.InteractiveConsole`.
///
/// ```swift
/// final class ChatConsole: AsyncInteractiveConsole, @unchecked Sendable {
///   override func write(_ text: String) async throws { try await channel.send(text) }
///   override func rawInput(_ prompt: String) async throws -> String { try await channel.nextMessage() }
/// }
/// try await ChatConsole(executor).interact(banner: "Lua 5.4, async")
/// ```
///
/// What the evaluated program writes goes to ``write(_:)``, in order, through this console alone: two
/// consoles never see each other's output. Cancelling the task of ``interact(banner:exitMessage:)`` ends
/// it.
open class AsyncInteractiveConsole: @unchecked Sendable {
  // Proof of Sendable: what changes is the mutex's; a subclass answers for what it adds.
  private let evaluator: any Evaluator
  private let lines = Mutex<[String]>([])
  /// Asked for before the first line of a chunk.
  public let prompt = "> "
  /// Asked for before its other lines.
  public let continuationPrompt = ">> "

  /// A console of anything.
  public init(evaluator: any Evaluator) {
    self.evaluator = evaluator
  }

  /// A console of Lua, in a sandbox of `executor`'s.
  public convenience init(_ executor: CommandExecutor) {
    self.init(evaluator: LuaEvaluator(executor))
  }

  /// Shows text.
  ///
  /// By default on standard output.
  open func write(_ text: String) async throws {
    StandardOutput.write(Array(text.utf8))
  }

  /// Asks for a line.
  ///
  /// By default it reads standard input, and waits on a thread of Swift's pool.
  ///
  /// - Returns: The line, without its end.
  /// - Throws: ``ConsoleExit`` at the end of input.
  open func rawInput(_ prompt: String) async throws -> String {
    StandardOutput.write(Array(prompt.utf8))
    guard let line = readLine() else { throw ConsoleExit() }
    return line
  }

  /// Takes a line, and evaluates what has come so far unless it is incomplete.
  ///
  /// - Returns: Whether more lines are needed.
  /// - Throws: What ``write(_:)`` throws; `CancellationError`.
  public func push(_ line: String) async throws -> Bool {
    let source = lines.withLock { lines in
      lines.append(line)
      return lines.joined(separator: "\n")
    }
    let (chunks, feed) = AsyncStream<[UInt8]>.makeStream()
    async let evaluation = evaluate(source, feed)
    for await chunk in chunks { try await write(String(decoding: chunk, as: UTF8.self)) }
    switch try await evaluation {
    case .incomplete: return true
    case .value(let text):
      resetBuffer()
      if let text { try await write(text + "\n") }
    case .failure(let text):
      resetBuffer()
      try await write(text + "\n")
    }
    return false
  }

  /// Forgets the lines of an incomplete chunk.
  public func resetBuffer() {
    lines.withLock { $0 = [] }
  }

  /// Asks for lines and evaluates them, until ``ConsoleExit`` is thrown (the end of input does it).
  ///
  /// - Parameters:
  ///   - banner: Shown first; nil shows nothing.
  ///   - exitMessage: Shown last; nil shows nothing.
  /// - Throws: What ``write(_:)`` and ``rawInput(_:)`` throw; `CancellationError`.
  public func interact(banner: String? = nil, exitMessage: String? = nil) async throws {
    if let banner { try await write(banner + "\n") }
    var needsMore = false
    do {
      while true {
        try Task.checkCancellation()
        needsMore = try await push(rawInput(needsMore ? continuationPrompt : prompt))
      }
    } catch is ConsoleExit {
      if let exitMessage { try await write(exitMessage + "\n") }
    }
  }

  private func evaluate(_ source: String, _ feed: AsyncStream<[UInt8]>.Continuation) async throws
    -> Evaluation
  {
    defer { feed.finish() }
    return try await evaluator.evaluate(source) { feed.yield($0) }
  }
}
