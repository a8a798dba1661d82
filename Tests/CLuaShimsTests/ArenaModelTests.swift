import TestSupport
import Testing

/// The arena against what its users believe of it.
@Suite("The arena and its shadow")
struct ArenaModelTests {
  /// Random requests under a tight limit, where refusals are common; each checks what it touches.
  private struct Model {
    var blocks: [(block: TestArena.Block, byte: UInt8)] = []
    var random: SeededGenerator
    var damaged = 0
    var refused = 0

    mutating func step(_ arena: TestArena) {
      let choice = Int.random(in: 0..<10, using: &random)
      if blocks.isEmpty || choice < 4 { return allocate(arena) }
      let index = Int.random(in: blocks.indices, using: &random)
      if choice < 7 { resize(index, arena) } else { free(index, arena) }
    }

    private mutating func size() -> Int {
      let most = [64, 600, 9000, 200_000][Int.random(in: 0..<4, using: &random)]
      return .random(in: 1...most, using: &random)
    }

    private mutating func allocate(_ arena: TestArena) {
      guard let block = arena.allocate(size()) else {
        refused += 1
        return
      }
      keep(block, at: nil)
    }

    private mutating func resize(_ index: Int, _ arena: TestArena) {
      let (old, byte) = blocks[index]
      let size = size()
      guard let block = arena.resize(old, size) else {
        if size <= old.size || !old.holds(byte) { damaged += 1 }
        refused += 1
        return
      }
      if !block.holds(byte, min(size, old.size)) { damaged += 1 }
      keep(block, at: index)
    }

    private mutating func free(_ index: Int, _ arena: TestArena) {
      let (block, byte) = blocks.remove(at: index)
      if !block.holds(byte) { damaged += 1 }
      arena.free(block)
    }

    private mutating func keep(_ block: TestArena.Block, at index: Int?) {
      let byte = UInt8.random(in: 0...255, using: &random)
      block.fill(byte)
      if let index { blocks[index] = (block, byte) } else { blocks.append((block, byte)) }
    }
  }

  @Test("no request damages another block, and all is given back", arguments: [1, 3, 16])
  func model(mebibytes: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    let limit = mebibytes << 20
    let arena = try #require(TestArena(limit: limit))
    var model = Model(random: SeededGenerator(seed: seed))
    for _ in 0..<40_000 { model.step(arena) }
    model.damaged += model.blocks.count { !$0.block.holds($0.byte) }
    #expect(model.damaged == 0, "seed \(seed)")
    #expect(mebibytes > 3 || model.refused > 0, "seed \(seed)")
    #expect(arena.peak <= limit, "seed \(seed)")
    for (block, _) in model.blocks { arena.free(block) }
    #expect(arena.allocate(limit) != nil, "something is still in use, seed \(seed)")
  }

  @Test("what is resident stays near the limit, whatever kind of block was there before")
  func resident() throws {
    let limit = 16 << 20
    let arena = try #require(TestArena(limit: limit))
    let base = try #require(arena.allocate(16)).address
    for _ in 0..<4 {
      for block in arena.fill(with: 8192) { arena.free(block) }
      let run = try #require(arena.allocate(limit - (1 << 20)))
      run.fill(1)
      arena.free(run)
      let blocks = arena.fill(with: 8192)
      #expect(arena.residentSize(from: base) <= limit + (64 << 10))
      for block in blocks { arena.free(block) }
    }
  }

  @Test("the spans that one class leaves serve the others")
  func otherClasses() throws {
    let limit = 4 << 20
    let arena = try #require(TestArena(limit: limit))
    for size in [16, 8000, 48, 1500, 240, 2700] {
      let blocks = arena.fill(with: size)
      #expect(blocks.count * size > limit * 9 / 10, "blocks of \(size)")
      for block in blocks { arena.free(block) }
    }
  }

  @Test("spans kept for speed are given up before a request is refused")
  func keptSpans() throws {
    let limit = 1 << 20
    let arena = try #require(TestArena(limit: limit))
    for size in stride(from: 16, through: 8192, by: 16) {
      try arena.free(#require(arena.allocate(size)))
    }
    #expect(arena.used > 0)
    #expect(arena.allocate(limit) != nil)
  }

  @Test("what cannot be had is refused")
  func refused() throws {
    #expect(TestArena(limit: .max) == nil)
    let arena = try #require(TestArena(limit: 1 << 20))
    #expect(arena.allocate(.max) == nil)
    #expect(arena.allocate((1 << 20) + 1) == nil)
    let block = try #require(arena.allocate(20_000))
    #expect(arena.resize(block, .max) == nil)
    #expect(arena.resize(block, 1 << 20) == block.resized(to: 1 << 20))
  }
}

extension TestArena.Block {
  func resized(to size: Int) -> Self { .init(address: address, size: size) }
}
