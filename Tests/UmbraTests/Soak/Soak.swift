import Foundation
import TestSupport
import Testing
import Umbra

/// For some time, several workers do one act after the other, at random, on one host.
struct Soak {
  static let rounds = 10
  static let workers = 6

  /// How long all rounds take together; nil where nobody has asked for it.
  static let seconds = ProcessInfo.processInfo.environment["UMBRA_SOAK_SECONDS"].flatMap(
    Double.init
  )
  static let seed = ProcessInfo.processInfo.environment["UMBRA_SOAK_SEED"].flatMap(UInt64.init)
  /// The acts to choose from.
  static let acts =
    ProcessInfo.processInfo.environment["UMBRA_SOAK_ACTS"].map { names in
      SoakAct.all.filter { names.split(separator: ",").map(String.init).contains($0.name) }
    } ?? SoakAct.all

  let seconds: Double
  let seed: UInt64

  /// Opens a host, uses it, and closes it.
  ///
  /// - Returns: How often each act was done.
  func run() async throws -> [String: Int] {
    let host = try await SoakHost.open()
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    let counts = await withTaskGroup(of: [String: Int].self) { group in
      for worker in 1...Self.workers {
        group.addTask { await work(as: UInt64(worker), on: host, until: end) }
      }
      return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    await host.close()
    return counts
  }

  private func work(as worker: UInt64, on host: SoakHost, until end: ContinuousClock.Instant) async
    -> [String: Int]
  {
    var counts: [String: Int] = [:]
    var random = SeededGenerator(seed: seed &+ worker)
    while ContinuousClock.now < end {
      guard let act = Self.acts.randomElement(using: &random) else { break }
      counts[act.name, default: 0] += 1
      do { try await act.body(host, &random) } catch {
        let place = "\(act.name), seed \(seed), worker \(worker)"
        Issue.record("\(place): \(String(describing: error))")
      }
    }
    return counts
  }
}
