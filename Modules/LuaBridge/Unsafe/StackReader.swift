import CLua
import CLuaShims

/// Copies values from a Lua stack, with functions of the C API that neither allocate in Lua nor raise
/// errors, so that no Lua error can jump over a Swift frame.
struct StackReader {
  /// How much may be copied in one go.
  struct Allowance {
    var bytes = 16 << 20
    var values = 1 << 20
  }

  /// How deep tables are copied; what lies deeper comes as `opaque`.
  static let mostDepth = 100

  /// Arrays that are longer are not gone through to count what else is in their table.
  private static let fewElements = 64

  // Outlives the reader; counting references to it would cost more than the reading.
  unowned(unsafe) let vm: LuaVM
  let state: OpaquePointer
  private var left = Allowance()
  /// The tables around the present one, to see a table inside itself.
  private var path: [UnsafeRawPointer?] = []

  init(_ vm: LuaVM, _ state: OpaquePointer) {
    self.vm = vm
    self.state = state
  }

  /// The values from `first` to the top.
  mutating func values(from first: Int32) throws(LuaError) -> [LuaValue] {
    let top = lua_gettop(state)
    guard top >= first else { return [] }
    var values: [LuaValue] = []
    values.reserveCapacity(Int(top - first + 1))
    for index in first...top { values.append(try value(at: index)) }
    return values
  }

  /// The value at `index`, if it is one that lies in its slot as a whole.
  @inline(__always)
  static func scalar(at index: Int32, on state: OpaquePointer) -> LuaValue? {
    if lua_isinteger(state, index) != 0 { return .integer(lua_tointegerx(state, index, nil)) }
    switch lua_type(state, index) {
    case LUA_TNUMBER: return .number(lua_tonumberx(state, index, nil))
    case LUA_TBOOLEAN: return .boolean(lua_toboolean(state, index) != 0)
    case LUA_TNIL, LUA_TNONE: return .some(.nil)
    default: return nil
    }
  }

  mutating func value(at index: Int32) throws(LuaError) -> LuaValue {
    left.values -= 1
    guard left.values >= 0 else { throw .tooLarge("the number of values is") }
    switch lua_type(state, index) {
    case LUA_TSTRING: return try string(at: index)
    case LUA_TNUMBER where lua_isinteger(state, index) != 0:
      return .integer(lua_tointegerx(state, index, nil))
    case LUA_TNUMBER: return .number(lua_tonumberx(state, index, nil))
    case LUA_TBOOLEAN: return .boolean(lua_toboolean(state, index) != 0)
    case LUA_TNIL, LUA_TNONE: return .nil
    case LUA_TTABLE: return try table(at: index)
    case LUA_TFUNCTION: return .function(LuaFunction(try vm.hold(index, of: state)))
    case LUA_TTHREAD: return .coroutine(LuaCoroutine(try vm.hold(index, of: state)))
    case LUA_TUSERDATA: return object(at: index)
    default: return .opaque(typeName(at: index))
    }
  }

  private mutating func string(at index: Int32) throws(LuaError) -> LuaValue {
    var length = 0
    guard let text = lua_tolstring(state, index, &length) else { return .nil }
    left.bytes -= length
    guard left.bytes >= 0 else { throw .tooLarge("the strings are") }
    let bytes = UnsafeBufferPointer(start: UnsafePointer<UInt8>(OpaquePointer(text)), count: length)
    guard let text = try? UTF8Span(validating: bytes.span) else { return .bytes(Array(bytes)) }
    return .string(String(copying: text))
  }

  private mutating func table(at index: Int32) throws(LuaError) -> LuaValue {
    let address = lua_topointer(state, index)
    guard path.count < Self.mostDepth, !path.contains(address), lua_checkstack(state, 4) != 0 else {
      return .opaque("table")
    }
    path.append(address)
    defer { path.removeLast() }
    let place = lua_absindex(state, index)
    var table = LuaTable(array: try array(at: place))
    try fields(at: place, into: &table)
    return .table(table)
  }

  private mutating func array(at place: Int32) throws(LuaError) -> [LuaValue] {
    let count = lua_rawlen(state, place)
    guard count <= UInt64(max(left.values, 0)) else { throw .tooLarge("the number of values is") }
    var array: [LuaValue] = []
    array.reserveCapacity(Int(count))
    for index in 0..<Int64(count) {
      lua_rawgeti(state, place, index + 1)
      defer { lua_settop(state, -2) }
      array.append(try value(at: -1))
    }
    return array
  }

  private mutating func fields(at place: Int32, into table: inout LuaTable) throws(LuaError) {
    let top = lua_gettop(state)
    defer { lua_settop(state, top) }
    if table.array.count < Self.fewElements { table.fields.reserveCapacity(countFields(at: place)) }
    lua_pushnil(state)
    while lua_next(state, place) != 0 {
      if !isInArray(lua_absindex(state, -2), table.array.count) {
        table.fields[try value(at: -2)] = try value(at: -1)
      }
      lua_settop(state, -2)
    }
  }

  /// How many keys there are; a dictionary that grows by itself takes twice the time.
  private func countFields(at place: Int32) -> Int {
    var count = 0
    lua_pushnil(state)
    while lua_next(state, place) != 0 {
      count += 1
      lua_settop(state, -2)
    }
    return min(count, max(left.values, 0))
  }

  private func isInArray(_ key: Int32, _ count: Int) -> Bool {
    guard lua_isinteger(state, key) != 0 else { return false }
    return (1...Int64(max(count, 1))).contains(lua_tointegerx(state, key, nil)) && count > 0
  }

  private func object(at index: Int32) -> LuaValue {
    guard let entry = ObjectEntry.at(index, in: state) else { return .opaque("userdata") }
    return entry.object.luaValue
  }

  private func typeName(at index: Int32) -> String {
    lua_typename(state, lua_type(state, index)).map { String(cString: $0) } ?? "value"
  }
}
