import Foundation
import LuaBridge
import Sandbox
import TestSupport
import Testing

/// One of the attack scripts, and what its first line says must come out.
struct Attack: Sendable {
  let name: String
  let text: String
  let expectation: String
  /// What has to run right afterwards.
  let follower: String

  init(_ url: URL) throws {
    name = url.lastPathComponent
    text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.first?.split(separator: ":", maxSplits: 1).last ?? ""
    expectation = first.split(separator: ";")[0].trimmingCharacters(in: .whitespaces)
    let then = lines.filter { $0.hasPrefix("-- then:") }.map { $0.dropFirst(8) }
    follower = then.isEmpty ? "return 1" : then.joined(separator: "\n")
  }

  /// Little CPU time where that is to run out anyway, and enough for a slow machine elsewhere.
  var limits: Limits {
    let runsOut = expectation == "limit:cpu" || expectation == "isolated"
    return Limits(
      memory: .mebibytes(64),
      cpu: runsOut ? .milliseconds(300) : .seconds(20),
      deadline: .seconds(runsOut ? 10 : 60),
      output: .mebibytes(1)
    )
  }

  /// Whether a verdict is one of those that the first line allows.
  func allows(_ verdict: Verdict) -> Bool {
    if verdict == .fault { return ["300", "301", "302", "303", "820"].contains(name.prefix(3)) }
    return switch expectation {
    case "isolated": true
    case "limit:cpu":
      [.limit(.cpu), .limit(.deadline), .limit(.calls), .limit(.instructions)].contains(verdict)
    default: verdict.description == expectation
    }
  }

  static func all() throws -> [Attack] {
    let folder = try #require(Bundle.module.url(forResource: "Attacks", withExtension: nil))
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "lua" }.map(Attack.init)
  }
}

@Suite("The attacks", .serialized, .enabled(if: LuaVM.isInterruptibleAnywhere))
struct AttackTests {
  @Test(
    "all of them in one process, in random order, twice: the verdict is right, the next is well"
  )
  func all() async throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    print("attacks: seed \(seed)")
    let limits = Limits(
      memory: .mebibytes(64),
      cpu: .milliseconds(400),
      deadline: .seconds(4),
      output: .mebibytes(1)
    )
    let executor = try CommandExecutor(limits: limits, output: { _ in })
    for round in 1...2 {
      for attack in try Attack.all().shuffled(using: &random) {
        let report = try await executor.run(
          attack.text,
          name: attack.name,
          limits: attack.limits
        )
        #expect(
          attack.allows(report.verdict),
          "round \(round): \(attack.name): \(report.verdict): \(report.message ?? "")"
        )
        let next = try await executor.run(attack.follower)
        #expect(next.verdict == .ok, "after \(attack.name): \(next.message ?? "")")
      }
    }
    await executor.close()
  }
}
