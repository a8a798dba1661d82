import Foundation
import Synchronization
import Umbra

/// The rig's file of work, as one script of an executor: its first, and another when it is warm.
///
/// `lua5.4` runs the same file just before, for the ratios.
func benchWork() throws {
  guard let url = Bundle.module.url(forResource: "work", withExtension: "lua") else {
    throw WrongWork("there is no work.lua")
  }
  let source = try String(contentsOf: url, encoding: .utf8)
  let plain = try times(in: commandOutput("lua5.4", [url.path]))
  try runAsync {
    let lines = Lines()
    let limits = Limits(memory: .mebibytes(256), cpu: .seconds(60), deadline: nil)
    let executor = try CommandExecutor(limits: limits, output: lines.add)
    executor.registerEnvironment(ClockEnvironment.self)
    for state in ["", "_warm"] {
      try await executor.execute("os.clock = processor_seconds " + source)
      let ours = try times(in: lines.take())
      for (piece, time) in ours.sorted(by: <) {
        report("lua.umbra.work_\(piece)\(state)", time, "ms")
      }
      try reportRatio("mixed\(state)", of: ["strings", "sort200k", "text1mb"], ours, plain)
      try reportRatio("compute\(state)", of: ["fib30", "nbody500k"], ours, plain)
    }
    await executor.close()
  }
}

private func reportRatio(
  _ kind: String,
  of pieces: [String],
  _ ours: [String: Double],
  _ plain: [String: Double]
) throws {
  let sums = pieces.reduce(into: (0.0, 0.0)) { sums, piece in
    sums.0 += ours[piece] ?? .nan
    sums.1 += plain[piece] ?? .nan
  }
  report("sandbox.umbra.\(kind)_against_lua5.4", sums.0 / sums.1, "ratio")
}

/// What `work.lua` prints: a piece of work and its milliseconds a line.
@Sendable
private func times(in output: String) throws -> [String: Double] {
  let lines = output.split(separator: "\n").map { $0.split(separator: " ") }
  let times = lines.map { (String($0[0]), Double($0.last ?? "") ?? .nan) }
  try WrongWork.unless(times.count == 5, "not five pieces of work: \(output)")
  return Dictionary(times) { $1 }
}

/// Lua's own `os.clock`: a sandbox's counts in hundredths of a second.
private final class ClockEnvironment: Environment {
  override func setUp() {
    register("processor_seconds") { _ in processorTime() / 1e9 }
  }
}

/// What a script has printed.
private final class Lines: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }

  func take() -> String {
    bytes.withLock { bytes in
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
