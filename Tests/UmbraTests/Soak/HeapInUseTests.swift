import Glibc
import Testing

/// Sanitizers have a malloc of their own, which malloc_info(3) does not know.
private let isWatched = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

@Suite("What is in use of the heap")
struct HeapInUseTests {
  @Test(
    "is what is held, and no more what was freed",
    .enabled(if: !isWatched, "sanitizers have a heap of their own")
  )
  func held() async {
    await #expect(processExitsWith: .success) {
      let before = heapInUse()
      var held: [[UInt8]] = (0..<1000).map { _ in [UInt8](repeating: 1, count: 1000) }
      let with = heapInUse() - before
      held = []
      let without = heapInUse() - before
      try #require((1_000_000..<1_300_000).contains(with), "\(with)")
      try #require(without < 50_000, "\(without)")
      try #require(held.isEmpty)
    }
  }
}
