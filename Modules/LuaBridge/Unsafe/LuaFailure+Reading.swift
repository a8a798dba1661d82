import CLua
import CLuaShims

extension LuaFailure {
  /// The error value on top of a stack.
  init(onTopOf state: OpaquePointer, in vm: LuaVM) {
    var reader = StackReader(vm, state)
    let value = try? reader.value(at: -1)
    let hostError = value?.objectValue as? HostError
    self.init(
      message: hostError?.description ?? ErrorText.message(state),
      traceback: ErrorText.traceback(state),
      value: value ?? .opaque(ErrorText.typeName(state)),
      cause: hostError?.error,
      reference: lua_type(state, -1) > LUA_TSTRING ? try? vm.hold(-1, of: state) : nil
    )
  }
}
