import CLua
import CLuaShims

/// Reads which names there are, for somebody who is about to type one.
///
/// Nothing of Lua's runs, allocates or raises errors: tables are gone through by `lua_next`, and
/// `__index` is followed where it is a table. What is too large to be gone through quickly is left.
struct NameReader {
  /// The most names that are found.
  static let mostNames = 1000
  private static let mostParents = 10

  private let state: OpaquePointer
  private let beginning: [UInt8]
  private let callableOnly: Bool
  /// How many entries of tables may still be looked at.
  private var left = 200_000
  private(set) var names: Set<String> = []

  init(_ state: OpaquePointer, beginningWith beginning: String, callableOnly: Bool) {
    self.state = state
    self.beginning = Array(beginning.utf8)
    self.callableOnly = callableOnly
  }

  /// Notes the names in what lies at `path` among the globals.
  mutating func read(at path: [String]) {
    let top = lua_gettop(state)
    defer { lua_settop(state, top) }
    guard lua_checkstack(state, 8) != 0 else { return }
    lua_rawgeti(state, umbra_registry, lua_Integer(LUA_RIDX_GLOBALS))
    for name in path { guard follow(Array(name.utf8)) else { return } }
    if let object = ObjectEntry.at(-1, in: state)?.object { return note(object.members) }
    for _ in 0..<Self.mostParents {
      if lua_type(state, -1) == LUA_TTABLE { noteEntries() }
      guard goToParent() else { return }
    }
  }

  private mutating func note(_ members: Members) {
    for member in members.all where member.kind == .method || member.kind == .getter {
      guard !callableOnly || member.kind == .method else { continue }
      if member.name.utf8.starts(with: beginning) { names.insert(member.name) }
    }
  }

  private mutating func noteEntries() {
    forEachName { reader, name in
      guard name.starts(with: reader.beginning), reader.names.count < Self.mostNames else { return }
      guard !reader.callableOnly || lua_type(reader.state, -1) == LUA_TFUNCTION else { return }
      guard name.isLuaName else { return }
      reader.names.insert(String(decoding: name, as: UTF8.self))
    }
  }

  /// Puts what `name` is in the value on top into its place; false where it is nothing.
  private mutating func follow(_ name: [UInt8]) -> Bool {
    for _ in 0..<Self.mostParents {
      if lua_type(state, -1) == LUA_TTABLE, push(name) {
        lua_copy(state, -1, -2)
        lua_settop(state, -2)
        return true
      }
      guard goToParent() else { return false }
    }
    return false
  }

  /// Puts the `__index` of the value on top into its place; false where there is none.
  private mutating func goToParent() -> Bool {
    guard ObjectEntry.at(-1, in: state) == nil, lua_getmetatable(state, -1) != 0 else {
      return false
    }
    guard push(Array("__index".utf8)) else { return false }
    lua_copy(state, -1, -3)
    lua_settop(state, -3)
    return lua_type(state, -1) == LUA_TTABLE
  }

  /// Pushes what lies at `name` in the table on top, if anything does.
  private mutating func push(_ name: [UInt8]) -> Bool {
    let place = lua_gettop(state)
    lua_pushnil(state)
    while left > 0, lua_next(state, place) != 0 {
      left -= 1
      if let key = text(at: -2), key.elementsEqual(name) {
        lua_copy(state, -1, -2)
        lua_settop(state, -2)
        return true
      }
      lua_settop(state, -2)
    }
    lua_settop(state, place)
    return false
  }

  /// Calls `body` for each entry of the table on top that has a string for a key; the value is on top.
  private mutating func forEachName(
    _ body: (inout NameReader, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let place = lua_gettop(state)
    lua_pushnil(state)
    while left > 0, lua_next(state, place) != 0 {
      left -= 1
      if let key = text(at: -2) { body(&self, key) }
      lua_settop(state, -2)
    }
    lua_settop(state, place)
  }

  /// The bytes of a string; nil for other values, which are left as they are.
  private func text(at index: Int32) -> UnsafeBufferPointer<UInt8>? {
    guard lua_type(state, index) == LUA_TSTRING else { return nil }
    var length = 0
    let bytes = lua_tolstring(state, index, &length)
    return UnsafeBufferPointer(start: UnsafePointer(OpaquePointer(bytes)), count: length)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether it can be written as a name (manual, section 3.1).
  fileprivate var isLuaName: Bool {
    guard let first, !(0x30...0x39).contains(first) else { return false }
    return allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
      default: false
      }
    }
  }
}

extension LuaVM {
  /// The names that begin with `beginning` in what lies at `path` among the globals; by their order.
  ///
  /// Fields and methods of tables, of the tables that `__index` names, and of host objects. Nothing runs for
  /// it. For a time when no script does.
  ///
  /// - Parameters:
  ///   - path: From the globals on; empty for these themselves.
  ///   - beginning: How the names begin.
  ///   - callableOnly: Whether only functions are wanted, as behind a colon.
  /// - Returns: The names, ``NameReader/mostNames`` at most.
  package func names(
    at path: [String],
    beginningWith beginning: String,
    callableOnly: Bool
  ) -> [String] {
    var reader = NameReader(state, beginningWith: beginning, callableOnly: callableOnly)
    reader.read(at: path)
    return reader.names.sorted()
  }
}
