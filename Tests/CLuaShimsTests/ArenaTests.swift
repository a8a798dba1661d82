import CLuaShims
import Testing

@Suite("The arena")
struct ArenaTests {
  /// A block and what it is filled with.
  private struct Block {
    var address: UnsafeMutableRawPointer
    var size: Int
    var mark: UInt8

    func fill() { address.initializeMemory(as: UInt8.self, repeating: mark, count: size) }

    var isIntact: Bool {
      UnsafeRawBufferPointer(start: address, count: size).allSatisfy { $0 == mark }
    }
  }

  private func withArena(limit: Int, _ body: (OpaquePointer) throws -> Void) throws {
    let arena = try #require(umbra_arena_new(limit))
    defer { umbra_arena_free(arena) }
    try body(arena)
  }

  @Test("blocks of all sizes come, grow, shrink and go, and keep what is in them")
  func random() throws {
    try withArena(limit: 64 << 20) { arena in
      var blocks: [Block] = []
      for step in 0..<60_000 {
        let size = Int.random(in: 1...(Bool.random() ? 300 : step % 50 == 0 ? 200_000 : 9000))
        let mark = UInt8.random(in: 0...255)
        if blocks.count > 500 || (!blocks.isEmpty && Bool.random() && Bool.random()) {
          let block = blocks.remove(at: .random(in: blocks.indices))
          #expect(block.isIntact)
          umbra_arena_realloc(arena, block.address, block.size, 0)
        } else if !blocks.isEmpty, Bool.random() {
          let index = Int.random(in: blocks.indices)
          let old = blocks[index]
          let address = try #require(umbra_arena_realloc(arena, old.address, old.size, size))
          let kept = Block(address: address, size: min(old.size, size), mark: old.mark)
          #expect(kept.isIntact)
          blocks[index] = Block(address: address, size: size, mark: mark)
          blocks[index].fill()
        } else {
          let address = try #require(umbra_arena_realloc(arena, nil, 0, size))
          blocks.append(Block(address: address, size: size, mark: mark))
          blocks[blocks.count - 1].fill()
        }
      }
      #expect(blocks.filter { !$0.isIntact }.count == 0)
    }
  }

  @Test("the limit holds for pages in use, one survivor a span included")
  func fragmentation() throws {
    let limit = 4 << 20
    try withArena(limit: limit) { arena in
      for size in [16, 48, 112, 400, 1000] {
        var blocks: [UnsafeMutableRawPointer] = []
        while let block = umbra_arena_realloc(arena, nil, 0, size) { blocks.append(block) }
        #expect(umbra_arena_used(arena) <= limit)
        for (index, block) in blocks.enumerated() where index % 1000 != 0 {
          umbra_arena_realloc(arena, block, size, 0)
        }
      }
      #expect(umbra_arena_peak(arena) <= limit)
    }
  }

  @Test("an image comes back byte for byte, whatever was done since")
  func image() throws {
    try withArena(limit: 16 << 20) { arena in
      var blocks: [Block] = []
      for index in 0..<500 {
        let size = index % 7 == 0 ? 20_000 : 10 + index
        let address = try #require(umbra_arena_realloc(arena, nil, 0, size))
        blocks.append(Block(address: address, size: size, mark: UInt8(index % 251)))
        blocks[index].fill()
      }
      #expect(umbra_arena_save(arena))
      let used = umbra_arena_used(arena)
      for _ in 0..<20 {
        for block in blocks where Bool.random() {
          umbra_arena_realloc(arena, block.address, block.size, 0)
        }
        for _ in 0..<300 { umbra_arena_realloc(arena, nil, 0, .random(in: 1...30_000)) }
        umbra_arena_restore(arena)
        #expect(umbra_arena_used(arena) == used)
        #expect(blocks.filter { !$0.isIntact }.count == 0)
      }
    }
  }

  @Test("what is granted past the limit is told")
  func grant() throws {
    try withArena(limit: 1 << 20) { arena in
      while umbra_arena_realloc(arena, nil, 0, 1000) != nil {}
      #expect(!umbra_arena_over(arena))
      umbra_arena_grant(arena, true)
      #expect(umbra_arena_realloc(arena, nil, 0, 30_000) != nil)
      #expect(umbra_arena_over(arena))
    }
  }
}
