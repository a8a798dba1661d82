import CLua
import CLuaShims

/// The words of an error on top of a Lua stack, cut to a size for logs.
///
/// No `__tostring` is asked: the script has ended, and its code with it.
enum ErrorText {
  /// The most that is kept of a message or a traceback, in bytes.
  static let most = 4096

  static func message(_ state: OpaquePointer) -> String {
    switch lua_type(state, -1) {
    case LUA_TSTRING: text(state)
    case LUA_TNUMBER:
      lua_isinteger(state, -1) != 0
        ? String(lua_tointegerx(state, -1, nil)) : String(lua_tonumberx(state, -1, nil))
    default:
      "(error object is a \(typeName(state)) value)"
    }
  }

  static func typeName(_ state: OpaquePointer) -> String {
    lua_typename(state, lua_type(state, -1)).map { String(cString: $0) } ?? "no"
  }

  /// Without what stands between the script and its host's calls: C functions that have no name.
  static func traceback(_ state: OpaquePointer) -> String {
    guard lua_checkstack(state, 1) != 0 else { return "" }
    umbra_push_traceback(state)
    defer { lua_settop(state, -2) }
    guard lua_type(state, -1) == LUA_TSTRING else { return "" }
    return text(state).replacing("\n\t[C]: in ?\n", with: "\n")
  }

  private static func text(_ state: OpaquePointer) -> String {
    var length = 0
    guard let start = lua_tolstring(state, -1, &length) else { return "" }
    let kept = UnsafeRawBufferPointer(start: start, count: min(length, most))
    let text = String(decoding: kept, as: UTF8.self)
    return length > most ? text + " ... (\(length) bytes)" : text
  }
}
