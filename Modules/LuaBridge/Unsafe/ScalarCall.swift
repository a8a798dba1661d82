import CLua
import CLuaShims

/// A call of a Lua function from a host function that has called before, with few arguments that lie in
/// their slots as a whole, or are strings: most calls are one, and in one go it takes half the time of a
/// `FunctionCall`.
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
      of: umbra_scalars(slot: function.slot, first),
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
      of: umbra_scalars(slot: function.slot, first, second),
      frame
    )
  }

  /// The same, where one may be a string, which lies where it is until the call is over.
  static func resultWithText(
    of function: borrowing LuaReference,
    _ first: LuaValue,
    _ second: LuaValue?
  ) throws(LuaError) -> LuaValue? {
    guard let frame = function.callingFrame() else { return nil }
    let slot = function.slot
    let call = withScalar(first) { first in
      guard let second else { return make(umbra_scalars(slot: slot, first), frame) }
      return withScalar(second) { make(umbra_scalars(slot: slot, first, $0), frame) } ?? nil
    }
    guard let call, let call else { return nil }
    return try result(of: call.scalars, call.status, frame)
  }

  private static func withScalar<Result>(
    _ value: LuaValue,
    _ body: (umbra_scalar) -> Result
  ) -> Result? {
    if let scalar = umbra_scalar(value) { return body(scalar) }
    guard case .string(let text) = value else { return nil }
    return text.utf8.withContiguousStorageIfAvailable { umbra_scalar(text: $0).map(body) } ?? nil
  }

  private static func make(
    _ call: umbra_scalars,
    _ frame: UnsafeMutablePointer<umbra_frame>
  ) -> (scalars: umbra_scalars, status: Int32)? {
    var call = call
    let status = umbra_call_scalars(frame, &call)
    return (call, status)
  }

  @inline(__always)
  private static func result(
    of call: umbra_scalars,
    _ frame: UnsafeMutablePointer<umbra_frame>
  ) throws(LuaError) -> LuaValue {
    var call = call
    let status = umbra_call_scalars(frame, &call)
    return try result(of: call, status, frame)
  }

  @inline(__always)
  private static func result(
    of call: umbra_scalars,
    _ status: Int32,
    _ frame: UnsafeMutablePointer<umbra_frame>
  ) throws(LuaError) -> LuaValue {
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

extension umbra_scalars {
  @inline(__always)
  fileprivate init(slot: Int32, _ only: umbra_scalar) {
    self.init(slot: slot, count: 1, values: (only, umbra_scalar()))
  }

  @inline(__always)
  fileprivate init(slot: Int32, _ first: umbra_scalar, _ second: umbra_scalar) {
    self.init(slot: slot, count: 2, values: (first, second))
  }
}

extension umbra_scalar {
  /// Nil for one that is too long.
  fileprivate init?(text: UnsafeBufferPointer<UInt8>) {
    guard let length = UInt32(exactly: text.count) else { return nil }
    self.init()
    type = UMBRA_TEXT
    self.length = length
    self.text = UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self)
  }

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
