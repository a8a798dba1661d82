import Testing

@Suite("Large blocks of the arena")
struct ArenaRunsTests {
  @Test("a block grows where it is while the pages behind it are free, and moves where not")
  func growth() throws {
    let arena = try #require(TestArena(limit: 16 << 20))
    var block = try #require(arena.allocate(10_000))
    block.fill(7)
    let first = block.address
    for size in [20_000, 100_000, 1_000_000] { block = try #require(arena.resize(block, size)) }
    #expect(block.address == first)
    let behind = try #require(arena.allocate(10_000))
    block = try #require(arena.resize(block, 2_000_000))
    #expect(block.address != first)
    #expect(block.holds(7, 10_000))
    arena.free(behind)
  }

  @Test("a block grows over a free one behind it, and on past what was ever used")
  func growthOverTail() throws {
    let arena = try #require(TestArena(limit: 16 << 20))
    let block = try #require(arena.allocate(10_000))
    try arena.free(#require(arena.allocate(10_000)))
    #expect(arena.resize(block, 1_000_000)?.address == block.address)
  }

  @Test("free neighbours merge, in whatever order they were freed")
  func merging() throws {
    for order in [[0, 1, 2], [2, 1, 0], [0, 2, 1], [1, 0, 2]] {
      let arena = try #require(TestArena(limit: 1 << 20))
      let blocks = (0..<3).compactMap { _ in arena.allocate(40_960) }
      let last = try #require(arena.allocate(40_960))
      for index in order { arena.free(blocks[index]) }
      #expect(arena.allocate(3 * 40_960)?.address == blocks[0].address)
      #expect(arena.used == 4 * 40_960)
      arena.free(last)
    }
  }

  @Test("what a block gives back when it shrinks is usable")
  func shrinking() throws {
    let arena = try #require(TestArena(limit: 1 << 20))
    let block = try #require(arena.allocate(1 << 20))
    #expect(arena.allocate(100_000) == nil)
    let half = try #require(arena.resize(block, 1 << 19))
    #expect(half.address == block.address)
    #expect(arena.allocate(1 << 19) != nil)
  }

  @Test("a block that cannot move when it shrinks stays, and is freed for what it is")
  func stuck() throws {
    let arena = try #require(TestArena(limit: 1 << 20))
    let block = try #require(arena.allocate(20_000))
    var size = 8192
    while size >= 16 {
      _ = arena.fill(with: size)
      size /= 2
    }
    let used = arena.used
    let stuck = try #require(arena.resize(block, 96))
    #expect(stuck.address == block.address)
    arena.free(stuck)
    #expect(arena.used == used - 20_480)
    #expect(arena.allocate(20_000) != nil)
  }
}
