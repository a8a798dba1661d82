import AsyncConsole
import Sandbox
import Synchronization

/// A console whose lines are given, and whose text is kept.
final class ScriptedConsole: AsyncInteractiveConsole {
  private var input: [String]
  /// All that was written, prompts included.
  private(set) var shown = ""
  /// What was written but errors.
  private(set) var output = ""
  /// What was written as errors.
  private(set) var errors = ""
  /// Whether the lines are shown too, as a terminal does.
  var echoes = false
  /// Called before each line is given, with its number.
  var onInput: (Int) async throws -> Void = { _ in }
  private var inputs = 0

  init(_ evaluator: any Evaluator, _ lines: [String]) {
    input = lines
    super.init(evaluator: evaluator)
  }

  init(
    _ executor: CommandExecutor,
    _ lines: [String],
    rerouteStdout: Bool = true,
    rerouteStderr: Bool = true
  ) {
    input = lines
    super.init(executor, rerouteStdout: rerouteStdout, rerouteStderr: rerouteStderr)
  }

  override func write(_ text: String) async throws {
    shown += text
    output += text
  }

  override func writeError(_ text: String) async throws {
    errors += text
    shown += text
  }

  override func rawInput(_ prompt: String) async throws -> String {
    try await write(prompt)
    inputs += 1
    try await onInput(inputs)
    guard !input.isEmpty else { throw EndOfInput() }
    if echoes { try await write(input[0] + "\n") }
    return input.removeFirst()
  }
}

/// Runs `lines` in a console of Lua; all that it showed.
func shown(_ lines: [String], limits: Limits = Limits()) async throws -> String {
  let executor = try CommandExecutor(limits: limits)
  let console = ScriptedConsole(executor, lines)
  try await console.interact(banner: "", exitMessage: "")
  await executor.close()
  return console.shown
}

/// Text from several tasks.
final class Transcript: Sendable {
  private let kept = Mutex("")
  var text: String { kept.withLock { $0 } }
  func add(_ text: String) { kept.withLock { $0 += text } }
}
