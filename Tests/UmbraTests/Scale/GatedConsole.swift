import Umbra

/// A console whose person says something, waits at a gate, and asks what it was.
final class GatedConsole: AsyncInteractiveConsole {
  private let number: Int
  private let gate: Gate
  private var inputs = 0
  private var shown = ""

  init(_ executor: CommandExecutor, _ number: Int, at gate: Gate) {
    self.number = number
    self.gate = gate
    super.init(executor, rerouteStdout: true, rerouteStderr: true)
  }

  /// Whether the answer was this console's own.
  var isRight: Bool { shown == "\(number)\n\n" }

  override func write(_ text: String) async throws { shown += text }

  override func rawInput(_ prompt: String) async throws -> String {
    inputs += 1
    switch inputs {
    case 1: return "x = \(number)"
    case 2:
      gate.arrive()
      await gate.pass()
      return "x"
    default: throw EndOfInput()
    }
  }
}
