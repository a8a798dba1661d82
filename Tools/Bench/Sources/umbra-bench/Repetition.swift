import Foundation

/// Runs parts by turns, each in a process of its own, and prints the median of each row.
///
/// By turns, so that a minute in which the machine is busy with something else hits all of them.
struct Repetition {
  private let parts: [Part]
  private let times: Int
  private var rows: [String: (unit: String, values: [Double])] = [:]
  private var order: [String] = []

  init(of parts: [Part], times: Int) {
    self.parts = parts
    self.times = times
  }

  /// - Returns: Whether all of them ended well.
  mutating func run() -> Bool {
    var isWell = true
    for _ in 0..<times {
      for part in parts {
        do { add(try Self.output(of: part)) } catch {
          note("\(part.name): \(error)")
          isWell = false
        }
      }
    }
    for name in order { summarize(name) }
    return isWell
  }

  private mutating func add(_ output: String) {
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 3, let value = Double(words[1]) else { continue }
      if rows[words[0]] == nil { order.append(words[0]) }
      rows[words[0], default: (words[2], [])].values.append(value)
    }
  }

  private func summarize(_ name: String) {
    guard let (unit, values) = rows[name], let low = values.min(), let high = values.max() else {
      return
    }
    report(name, median(values), unit)
    if values.count > 1 { note("\(name) n=\(values.count) from \(low) to \(high)") }
  }

  /// What the part prints in a process of its own, which is given two minutes.
  private static func output(of part: Part) throws -> String {
    let pinned = part.core.map { ["taskset", "-c", "\($0)"] } ?? []
    let command = ["-k", "5", "120"] + pinned + [CommandLine.arguments[0], "--once", part.name]
    return try commandOutput("timeout", command)
  }
}
