import CLua
import CLuaShims

/// A call of a Lua function from a host function that has called before, with few arguments that lie in
/// their slots as a whole: most calls are one, and in one go it takes half the time of a `FunctionCall`.
enum ScalarCall {
  /// The first result; nil, and nothing has happened, where the call is another kind.
  @inline(__always)
  static func result(of function: borrowing LuaReference, _ argument: borrowing LuaValue)
    throws(LuaError) -> LuaValue?
  {
    guard let frame = function.callingFrame(), let first = umbra_scalar(argument) else {
      return nil
    }
    return try result(
      of: umbra_scalars(slot: function.slot, count: 1, values: (first, .none)),
      frame
    )
  }

  /// The same, for two arguments.
  @inline(__always)
  static func result(
    of function: borrowing LuaReference,
    _ first: borrowing LuaValue,
    _ second: borrowing LuaValue
  ) throws(LuaError) -> LuaValue? {
    guard let frame = function.callingFrame(), let first = umbra_scalar(first),
      let second = umbra_scalar(second)
    else { return nil }
    return try result(
      of: umbra_scalars(slot: function.slot, count: 2, values: (first, second)),
      frame
    )
  }

  @inline(__always)
  private static func result(
    of call: umbra_scalars,
    _ frame: UnsafeMutablePointer<umbra_frame>
  ) throws(LuaError) -> LuaValue {
    var call = call
    let status = umbra_call_scalars(frame, &call)
    guard status == LUA_OK else { throw failure(status, frame) }
    if let value = call.values.0.luaValue { return value }
    return try takeTop(of: frame.pointee.caller, LuaVM.of(frame.pointee.vm))
  }

  private static func failure(
    _ status: Int32,
    _ frame: UnsafeMutablePointer<umbra_frame>
  ) -> LuaError {
    guard let state = frame.pointee.caller else { return .ended }
    let vm = LuaVM.of(frame.pointee.vm)
    defer { if status > LUA_OK { vm.clear(state, to: frame.pointee.base) } }
    return vm.failure(status, in: state)
  }

  private static func takeTop(of state: OpaquePointer, _ vm: LuaVM) throws(LuaError) -> LuaValue {
    defer { vm.clear(state, to: -2) }
    var reader = StackReader(vm, state)
    return try reader.value(at: -1)
  }
}

extension umbra_scalar {
  /// `nil`.
  fileprivate static var none: umbra_scalar { umbra_scalar() }

  @inline(__always)
  fileprivate init?(_ value: borrowing LuaValue) {
    self.init()
    switch value {
    case .nil: type = UMBRA_NIL
    case .boolean(let value):
      type = UMBRA_BOOLEAN
      integer = value ? 1 : 0
    case .integer(let value):
      type = UMBRA_INTEGER
      integer = value
    case .number(let value):
      type = UMBRA_NUMBER
      number = value
    default: return nil
    }
  }

  @inline(__always)
  fileprivate var luaValue: LuaValue? {
    switch type {
    case UMBRA_NIL: .some(.nil)
    case UMBRA_BOOLEAN: .boolean(integer != 0)
    case UMBRA_INTEGER: .integer(integer)
    case UMBRA_NUMBER: .number(number)
    default: nil
    }
  }
}
