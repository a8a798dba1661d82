import CLua
import CLuaShims
import Glibc

/// An arena that speaks of addresses and bytes, so that the tests need no pointers.
final class TestArena {
  let raw: OpaquePointer

  init?(limit: Int) {
    guard let raw = umbra_arena_new(limit) else { return nil }
    self.raw = raw
  }

  deinit { umbra_arena_free(raw) }

  var used: Int { umbra_arena_used(raw) }
  var peak: Int { umbra_arena_peak(raw) }
  var imageSize: Int { umbra_arena_image_size(raw) }

  func save() -> Bool { umbra_arena_save(raw) }
  func restore() { umbra_arena_restore(raw) }
  func trim(keeping bytes: Int) { umbra_arena_trim(raw, bytes) }
  var warm: Int { umbra_arena_warm(raw) }

  /// A block's address, and the size that its owner believes in.
  struct Block: Equatable {
    let address: UInt
    let size: Int

    fileprivate var pointer: UnsafeMutableRawPointer? { .init(bitPattern: address) }

    func fill(_ byte: UInt8) {
      pointer?.initializeMemory(as: UInt8.self, repeating: byte, count: size)
    }

    /// Whether the first `count` bytes are all `byte`.
    func holds(_ byte: UInt8, _ count: Int? = nil) -> Bool {
      UnsafeRawBufferPointer(start: pointer, count: count ?? size).allSatisfy { $0 == byte }
    }
  }

  func allocate(_ size: Int) -> Block? { block(umbra_arena_realloc(raw, nil, 0, size), size) }

  func resize(_ old: Block, _ size: Int) -> Block? {
    block(umbra_arena_realloc(raw, old.pointer, old.size, size), size)
  }

  func free(_ block: Block) { umbra_arena_realloc(raw, block.pointer, block.size, 0) }

  /// Blocks of `size` until there is no more, each written to.
  func fill(with size: Int) -> [Block] {
    var blocks: [Block] = []
    while let block = allocate(size) {
      block.fill(1)
      blocks.append(block)
    }
    return blocks
  }

  private func block(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> Block? {
    pointer.map { Block(address: UInt(bitPattern: $0), size: size) }
  }
}

extension TestArena {
  private static let pageSize = 4096

  /// Bytes of the arena's range, from its lowest block at `base`, that lie in memory.
  func residentSize(from base: UInt) -> Int {
    var pages = 0
    while umbra_arena_contains(raw, .init(bitPattern: base + UInt(pages * Self.pageSize))) {
      pages += 1
    }
    var states = [UInt8](repeating: 0, count: pages)
    guard mincore(.init(bitPattern: base), pages * Self.pageSize, &states) == 0 else { return .max }
    return states.count { $0 & 1 == 1 } * Self.pageSize
  }
}

/// A Lua state with its libraries, all of it in an arena.
final class TestState {
  let arena: TestArena
  private let state: OpaquePointer

  init?(limit: Int) {
    let allocate: lua_Alloc = { arena, block, oldSize, newSize in
      umbra_arena_realloc(arena.map(OpaquePointer.init), block, block == nil ? 0 : oldSize, newSize)
    }
    guard let arena = TestArena(limit: limit),
      let state = lua_newstate(allocate, UnsafeMutableRawPointer(arena.raw))
    else { return nil }
    self.arena = arena
    self.state = state
    luaL_openlibs(state)
  }

  /// What the script returns, or its error, as a string.
  func run(_ script: String) -> String {
    if luaL_loadstring(state, script) == LUA_OK { lua_pcallk(state, 0, 1, 0, 0, nil) }
    defer { lua_settop(state, 0) }
    return luaL_tolstring(state, -1, nil).map { String(cString: $0) } ?? ""
  }
}
