import CLua
import CLuaShims

extension ArgumentStore {
  /// One with copies of what lies on the stack from `first` up; the caller gives it back.
  @inline(__always)
  static func copies(on state: OpaquePointer, from first: Int32, of vm: LuaVM) throws
    -> Unmanaged<ArgumentStore>
  {
    let last = lua_gettop(state)
    let store = take(from: vm.raw, capacity: Int(last - first) + 1)
    do {
      try store._withUnsafeGuaranteedRef { store in
        var reader = StackReader(vm, state)
        for index in first...last { store.append(try reader.value(at: index)) }
      }
    } catch {
      give(store, to: vm.raw)
      throw error
    }
    return store
  }
}
