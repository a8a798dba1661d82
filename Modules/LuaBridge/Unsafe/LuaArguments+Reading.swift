import CLua
import CLuaShims

extension LuaArguments {
  /// Calls `body` with what the host function that runs in `state` was called with.
  @inline(__always)
  static func withArguments<Result>(
    on state: OpaquePointer,
    from first: Int32,
    of vm: LuaVM,
    _ body: (LuaArguments) throws -> Result
  ) throws -> Result {
    let last = lua_gettop(state)
    guard last >= first else { return try body(LuaArguments(nil)) }
    let store = ArgumentStore.take(from: vm.raw, capacity: Int(last - first) + 1)
    defer { ArgumentStore.give(store, to: vm.raw) }
    return try store._withUnsafeGuaranteedRef { store in
      try read(from: first, through: last, on: state, of: vm, into: store)
      return try body(LuaArguments(store))
    }
  }

  @inline(__always)
  private static func read(
    from first: Int32,
    through last: Int32,
    on state: OpaquePointer,
    of vm: LuaVM,
    into store: ArgumentStore
  ) throws(LuaError) {
    var index = first
    while index <= last, let value = StackReader.scalar(at: index, on: state) {
      store.append(scalar: value)
      index &+= 1
    }
    if index <= last { try copy(from: index, through: last, on: state, of: vm, into: store) }
  }

  private static func copy(
    from first: Int32,
    through last: Int32,
    on state: OpaquePointer,
    of vm: LuaVM,
    into store: ArgumentStore
  ) throws(LuaError) {
    var reader = StackReader(vm, state)
    for index in first...last { store.append(try reader.value(at: index)) }
  }
}
