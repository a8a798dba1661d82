import CFiber
import Testing

/// What is true of the whole process is tried in a process of its own.
@Suite("Stacks and their pools")
struct PoolTests {
  @Test("the stack freed last is the next one taken")
  func lastInFirstOut() throws {
    let entry: cfiber_entry = { _ in }
    let first = try #require(cfiber_new(CFIBER_SMALL, entry, nil))
    let second = try #require(cfiber_new(CFIBER_SMALL, entry, nil))
    let large = try #require(cfiber_new(CFIBER_LARGE, entry, nil))
    cfiber_free(first)
    cfiber_free(second)
    cfiber_free(large)
    #expect(cfiber_new(CFIBER_SMALL, entry, nil) == second)
    #expect(cfiber_new(CFIBER_SMALL, entry, nil) == first)
    #expect(cfiber_new(CFIBER_LARGE, entry, nil) == large)
    for fiber in [first, second, large] { cfiber_free(fiber) }
  }

  @Test("a fibre may be freed wherever it stands, and its stack starts afresh")
  func freedInTheMiddle() throws {
    let entry: cfiber_entry = { _ in
      cfiber_leave(1)
      cfiber_leave(2)
    }
    let first = try #require(cfiber_new(CFIBER_SMALL, entry, nil))
    #expect(cfiber_enter(first) == 1)
    cfiber_free(first)
    let second = try #require(cfiber_new(CFIBER_SMALL, entry, nil))
    #expect(second == first)
    #expect(cfiber_enter(second) == 1)
    cfiber_free(second)
  }

  @Test("live and pooled stacks are counted")
  func counted() throws {
    let before = cfiber_pool_stats()
    let fiber = try Coroutine(CFIBER_LARGE) {}
    #expect(cfiber_pool_stats().live == before.live + 1)
    #expect(cfiber_pool_stats().mapped >= cfiber_stack_size(CFIBER_LARGE))
    _ = fiber.enter()
  }

  @Test("a fibre freed on another thread goes to that one's pool, and with it")
  func freedElsewhere() async {
    await #expect(processExitsWith: .success) {
      let entry: cfiber_entry = { _ in }
      let fiber = try #require(cfiber_new(CFIBER_LARGE, entry, nil))
      let pooled = freeOnAnotherThread(fiber)
      try #require(pooled == 1)
      try #require(cfiber_pool_stats().mapped == 0)
    }
  }

  @Test("100,000 fibres live at once, in few map entries, and leave nothing")
  func many() async {
    await #expect(processExitsWith: .success) {
      let isWatched = cfiber_switch_calls  // sanitizers have less room, and memory of their own
      let count = isWatched ? 2_000 : 100_000
      let entry: cfiber_entry = { _ in cfiber_leave(1) }
      var fibers: [OpaquePointer] = []
      fibers.reserveCapacity(count)
      let size = Process.residentSize
      for _ in 0..<count {
        let fiber = try #require(cfiber_new(CFIBER_SMALL, entry, nil))
        fibers.append(fiber)
      }
      for fiber in fibers { try #require(cfiber_enter(fiber) == 1) }
      if !isWatched {
        try #require(Process.residentSize - size < count * 5_000)
        try #require(Process.mapEntries < 50_000)
      }
      for fiber in fibers { try #require(cfiber_enter(fiber) == CFIBER_RETURNED) }
      for fiber in fibers { cfiber_free(fiber) }
      cfiber_pool_trim(0)
      let stats = cfiber_pool_stats()
      try #require(stats.live == 0 && stats.pooled == 0 && stats.mapped == 0)
    }
  }

  @Test(
    "a thread that keeps all gives back what nobody wanted for an age, and no more",
    .enabled(if: !cfiber_switch_calls, "sanitizers have room for fewer fibres")
  )
  func ages() async {
    await #expect(processExitsWith: .success) {
      let entry: cfiber_entry = { _ in }
      let burst = { (count: Int) throws in
        let fibers = try (0..<count).map { _ in
          try #require(cfiber_new(CFIBER_SMALL, entry, nil))
        }
        for fiber in fibers { cfiber_free(fiber) }
      }
      try burst(3000)
      try #require(cfiber_pool_stats().pooled == 1024)
      cfiber_pool_keep_all(true)
      try burst(3000)
      try #require(cfiber_pool_stats().pooled == 3000 && cfiber_pool_grown())
      cfiber_pool_age()
      try burst(2000)
      try #require(cfiber_pool_cool(400) && cfiber_pool_stats().pooled == 2600)
      try #require(!cfiber_pool_cool(.max) && cfiber_pool_stats().pooled == 2000)
      cfiber_pool_keep_all(false)
      try #require(cfiber_pool_stats().pooled == 1024)
      cfiber_pool_trim(0)
      try #require(cfiber_pool_stats().pooled == 0 && cfiber_pool_stats().mapped == 0)
    }
  }

  @Test("trimming gives back the pages of stacks that were used deep, and keeps them")
  func trimmed() async {
    await #expect(processExitsWith: .success) {
      let entry: cfiber_entry = { _ in _ = descend(500) }
      let fibers = try (0..<32).map { _ in try #require(cfiber_new(CFIBER_LARGE, entry, nil)) }
      for fiber in fibers { try #require(cfiber_enter(fiber) == CFIBER_RETURNED) }
      for fiber in fibers { cfiber_free(fiber) }
      let size = Process.residentSize
      cfiber_pool_trim(32)
      try #require(cfiber_pool_stats().pooled == 32)
      if !cfiber_switch_calls { try #require(size - Process.residentSize > 12 << 20) }
    }
  }
}
