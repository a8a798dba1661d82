import Foundation

func report(_ name: String, _ value: Double, _ unit: String) {
  let digits = abs(value) < 10 ? 3 : abs(value) < 1000 ? 1 : 0
  let line = "\(name) \(String(format: "%.\(digits)f", value)) \(unit)\n"
  FileHandle.standardOutput.write(Data(line.utf8))
}

func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
}

/// The median of three runs, per operation.
func perOperation(_ operations: Int, _ body: () throws -> Void) rethrows -> Double {
  let runs = try (0..<3).map { _ in try nanoseconds(body) }.sorted()
  return runs[1] / Double(operations)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// Resident memory of this process, in bytes.
func residentMemory() -> Double {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
  return pages * Double(getpagesize())
}

func note(_ words: String) {
  FileHandle.standardError.write(Data("bench: \(words)\n".utf8))
}
