import CLua

extension PlainArguments {
  /// What lies on the stack from `first` up; nil where that is more, or of another kind.
  @inline(__always)
  init?(on state: OpaquePointer, from first: Int32) {
    switch lua_gettop(state) &- first {
    case 0:
      guard let only = PlainValue(at: first, on: state) else { return nil }
      self.init(only)
    case 1:
      guard let one = PlainValue(at: first, on: state),
        let other = PlainValue(at: first &+ 1, on: state)
      else { return nil }
      self.init(one, other)
    case ..<0: self.init()
    default: return nil
    }
  }
}

extension PlainValue {
  @inline(__always)
  fileprivate init?(at index: Int32, on state: OpaquePointer) {
    if lua_isinteger(state, index) != 0 {
      self.init(.integer, UInt64(bitPattern: lua_tointegerx(state, index, nil)))
    } else {
      self.init(notIntegerAt: index, on: state)
    }
  }

  /// Apart from integers, which are most.
  @inline(never)
  private init?(notIntegerAt index: Int32, on state: OpaquePointer) {
    switch lua_type(state, index) {
    case LUA_TNUMBER: self.init(.number, lua_tonumberx(state, index, nil).bitPattern)
    case LUA_TBOOLEAN: self.init(.boolean, UInt64(lua_toboolean(state, index)))
    case LUA_TNIL: self.init(.nil, 0)
    default: return nil
    }
  }
}
