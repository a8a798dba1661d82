import CLua
import CLuaShims
import Reactor

/// A host function in a VM: what the C trampoline calls.
final class HostEntry {
  /// Whose function it is.
  enum Target {
    case function(HostFunction)
    /// Of the object that it is called for, the member of that number.
    case member(Int)
  }

  let raw: UnsafeMutablePointer<umbra_host_function>
  private let target: Target
  // It owns the entry, and nothing calls one when its VM is gone.
  private let owner: Unmanaged<LuaVM>

  init(_ target: Target, in vm: LuaVM) {
    self.target = target
    owner = .passUnretained(vm)
    raw = .allocate(capacity: 1)
    raw.initialize(to: umbra_host_function())
    raw.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    raw.pointee.call = { context, _, state in
      guard let context, let state else { return 0 }
      return Unmanaged<HostEntry>.fromOpaque(context)._withUnsafeGuaranteedRef { entry in
        entry.owner._withUnsafeGuaranteedRef { entry.call(state, $0) }
      }
    }
  }

  deinit {
    raw.deallocate()
  }

  /// Called by Lua, flag off.
  ///
  /// May park; must return.
  private func call(_ state: OpaquePointer, _ vm: LuaVM) -> Int32 {
    do {
      let arguments = try arguments(in: state, of: vm)
      let results =
        switch target {
        case .function(let function): try function.body(vm, arguments)
        case .member(let number): try member(number, in: state).body(vm, arguments)
        }
      return try answer(results, state, vm)
    } catch {
      return refuse(error, state, vm)
    }
  }

  private func arguments(in state: OpaquePointer, of vm: LuaVM) throws(LuaError) -> LuaArguments {
    var reader = StackReader(vm, state)
    return try LuaArguments(count: Int(lua_gettop(state))) { index throws(LuaError) in
      try reader.value(at: Int32(index) + 1)
    }
  }

  private func member(_ number: Int, in state: OpaquePointer) throws(LuaError) -> HostFunction {
    guard let object = ObjectEntry.receiver(in: state) else { throw .ended }
    return object.functions[number]
  }

  private func answer(_ results: consuming HostResults, _ state: OpaquePointer, _ vm: LuaVM)
    throws(LuaError) -> Int32
  {
    switch consume results {
    case .none: return 0
    case .one(let value): return push(value, state) ? 1 : try send([value], vm)
    case .many(let values): return try send(values, vm)
    }
  }

  private func send(_ values: [LuaValue], _ vm: LuaVM) throws(LuaError) -> Int32 {
    vm.raw.pointee.outbox = try MessageWriter.message(of: values, for: vm)
    return UMBRA_RESULTS_IN_MESSAGE
  }

  /// Values that Lua stores without allocating; false for others.
  private func push(_ value: LuaValue, _ state: OpaquePointer) -> Bool {
    switch value {
    case .nil: lua_pushnil(state)
    case .boolean(let value): lua_pushboolean(state, value ? 1 : 0)
    case .integer(let value): lua_pushinteger(state, value)
    case .number(let value): lua_pushnumber(state, value)
    default: return false
    }
    return true
  }

  /// The script gets an error that it may catch; but not for what ends it.
  private func refuse(_ error: any Error, _ state: OpaquePointer, _ vm: LuaVM) -> Int32 {
    switch error {
    case LuaError.stopped: 0
    case is CancellationError where Fiber.current?.isCancelled == true: end(.cancelled, vm)
    case LuaError.script(let failure): pass(failure, vm)
    case LuaError.badArgument(let index, let expected, let got):
      raise(
        UMBRA_RAISE_ARGUMENT,
        vm,
        .integer(Int64(index + 1)),
        .string("\(expected) expected, got \(got)")
      )
    case let error as LuaError: raise(UMBRA_RAISE_MESSAGE, vm, .string(error.description))
    default:
      raise(
        UMBRA_RAISE_AS_IS,
        vm,
        HostError(error, place: HostError.place(in: state)).luaValue
      )
    }
  }

  /// A script's error that went through a host function goes on as it was.
  private func pass(_ failure: LuaFailure, _ vm: LuaVM) -> Int32 {
    if let reference = failure.reference,
      let message = try? MessageWriter.message(calling: reference, [], for: vm)
    {
      vm.raw.pointee.outbox = message
      return UMBRA_RAISE_AS_IS
    }
    return raise(
      UMBRA_RAISE_AS_IS,
      vm,
      failure.value.isScalar ? failure.value : .string(failure.message)
    )
  }

  private func raise(_ code: Int32, _ vm: LuaVM, _ values: LuaValue...) -> Int32 {
    vm.raw.pointee.outbox = try? MessageWriter.message(of: values, for: vm)
    return vm.raw.pointee.outbox == nil ? end(.memory, vm) : code
  }

  private func end(_ reason: StopReason, _ vm: LuaVM) -> Int32 {
    vm.stop(reason)
    return 0
  }
}

extension LuaValue {
  fileprivate var isScalar: Bool {
    switch self {
    case .nil, .boolean, .integer, .number: true
    default: false
    }
  }
}
