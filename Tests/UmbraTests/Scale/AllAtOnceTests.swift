import Glibc
import TestSupport
import Testing
import Umbra

/// `Tools/soak` runs this too: it takes 1.6 GiB of memory, and looks at the process as a whole.
@Suite("Much of everything at once", .enabled(if: Soak.seconds != nil, "Tools/soak runs it"))
struct AllAtOnceTests {
  @Test("waits on the system's default limits, and leaves nothing behind, twice")
  func all() async throws {
    // The soft limit on descriptors is 1,024 by default; connections need more.
    raiseDescriptorLimit()
    let before = await Footprint.settled(as: nil)
    var footprints: [Footprint] = []
    for _ in 1...2 {
      let most = try await Crowd().gather()
      let after = await Footprint.settled(as: footprints.first)
      print("soak: at once: \(most); after: \(after)")
      #expect(after.threads.isEmpty, "\(after.threads)")
      // What Swift keeps of its pools; the stacks and the scripts took 1.5 GiB.
      #expect(after.resident < before.resident + 32 << 20)
      footprints.append(after)
    }
    #expect(footprints[1].descriptors <= footprints[0].descriptors)
    #expect(footprints[1].heap < footprints[0].heap + 1 << 20)
  }

  private func raiseDescriptorLimit() {
    let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    getrlimit(descriptors, &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(descriptors, &limit)
  }
}
