import TestSupport
import Testing

@Suite("The arena's image")
struct ArenaImageTests {
  /// Where the blocks of one fixed sequence of requests come to lie.
  private func addresses(_ arena: TestArena, seed: UInt64) -> [UInt?] {
    var random = SeededGenerator(seed: seed)
    var blocks: [TestArena.Block] = []
    return (0..<2000).map { _ in
      if !blocks.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
        arena.free(blocks.remove(at: .random(in: blocks.indices, using: &random)))
        return nil
      }
      let size = Int.random(in: 1...(Bool.random(using: &random) ? 300 : 40_000), using: &random)
      guard let block = arena.allocate(size) else { return nil }
      block.fill(0xff)
      blocks.append(block)
      return block.address
    }
  }

  @Test("after each restore the same requests get the same places")
  func replay() throws {
    let arena = try #require(TestArena(limit: 4 << 20))
    let seed = UInt64.random(in: 0...UInt64.max)
    _ = addresses(arena, seed: seed)
    #expect(arena.save())
    let first = addresses(arena, seed: seed &+ 1)
    for other in 2..<20 as Range<UInt64> {
      arena.restore()
      _ = addresses(arena, seed: seed &+ other)
      arena.restore()
      #expect(addresses(arena, seed: seed &+ 1) == first, "seed \(seed)")
    }
  }

  @Test("without an image, restore empties the arena")
  func noImage() throws {
    let arena = try #require(TestArena(limit: 1 << 20))
    let first = try #require(arena.allocate(100))
    _ = arena.fill(with: 5000)
    arena.restore()
    #expect(arena.used == 0)
    #expect(arena.allocate(100) == first)
  }

  @Test("the peak counts from the restore")
  func peak() throws {
    let arena = try #require(TestArena(limit: 4 << 20))
    _ = try #require(arena.allocate(100))
    #expect(arena.save())
    _ = arena.fill(with: 100_000)
    #expect(arena.peak > 3 << 20)
    arena.restore()
    #expect(arena.peak == arena.used)
  }

  @Test("freed blocks are no part of the image")
  func small() throws {
    let arena = try #require(TestArena(limit: 16 << 20))
    let kept = try #require(arena.allocate(100))
    for size in [100, 1000, 30_000] {
      let blocks = arena.fill(with: size)
      for block in blocks { arena.free(block) }
    }
    #expect(arena.save())
    #expect(arena.imageSize < 256 << 10)
    kept.fill(1)
  }

  @Test("what was touched past the image stays warm after restore, until it is trimmed")
  func givenBack() throws {
    let arena = try #require(TestArena(limit: 16 << 20))
    let base = try #require(arena.allocate(100)).address
    #expect(arena.save())
    #expect(arena.warm == 0)
    for size in [100, 100_000] {
      _ = arena.fill(with: size)
      arena.restore()
      #expect(arena.warm > 15 << 20)
      #expect(arena.residentSize(from: base) > 15 << 20)
      arena.trim(keeping: 300_000)
      #expect((250_000...300_000).contains(arena.warm))
      #expect(arena.residentSize(from: base) <= 400 << 10)
      arena.trim(keeping: 1 << 20)
      #expect(arena.warm <= 300_000)
      arena.trim(keeping: 0)
      #expect(arena.warm == 0)
      #expect(arena.residentSize(from: base) <= 64 << 10)
    }
  }
}
