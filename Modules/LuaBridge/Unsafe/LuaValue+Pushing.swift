import CLua

extension LuaValue {
  /// Pushes it, if it is a value that Lua stores without allocating; else gives false.
  @inline(__always)
  borrowing func push(onto state: OpaquePointer) -> Bool {
    switch self {
    case .nil: lua_pushnil(state)
    case .boolean(let value): lua_pushboolean(state, value ? 1 : 0)
    case .integer(let value): lua_pushinteger(state, value)
    case .number(let value): lua_pushnumber(state, value)
    default: return false
    }
    return true
  }
}
