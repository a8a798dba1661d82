import Foundation
import TestSupport
import Testing

/// `Tools/soak` runs this, in a process of its own: it looks at what the process as a whole has open.
@Suite("Use at random", .enabled(if: Soak.seconds != nil, "Tools/soak runs it"))
struct SoakTests {
  @Test("leaves nothing behind: handles, fibres, descriptors, threads, memory")
  func soak() async throws {
    let seconds = try #require(Soak.seconds)
    let seed = Soak.seed ?? .random(in: 0..<1 << 32)
    print("soak: \(seconds) s, seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var footprints: [Footprint] = []
    for round in 1...Soak.rounds {
      let soak = Soak(seconds: seconds / Double(Soak.rounds), seed: random.next())
      let counts = try await soak.run()
      let footprint = await Footprint.settled(as: footprints.first)
      print("soak: round \(round): \(counts); \(footprint)")
      footprints.append(footprint)
    }
    let (warm, last) = (footprints[2], footprints[Soak.rounds - 1])
    #expect(last.descriptors <= warm.descriptors)
    #expect(last.threads.count <= warm.threads.count, "\(last.threads)")
    #expect(last.maps <= warm.maps + 32)
    #expect(Growth(footprints.map(\.heap)).total < 192 << 10)
    #expect(Growth(footprints.map(\.resident)).total < 4 << 20)
  }
}
