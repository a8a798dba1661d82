import CLua
import CLuaShims
import Reactor

/// A host function in a VM: what the C trampoline calls.
final class HostEntry {
  let raw: UnsafeMutablePointer<umbra_host_function>
  private let function: HostFunction
  private unowned let vm: LuaVM

  init(_ function: HostFunction, in vm: LuaVM) {
    self.function = function
    self.vm = vm
    raw = .allocate(capacity: 1)
    raw.initialize(to: umbra_host_function())
    raw.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    raw.pointee.call = { context, _, state in
      guard let context, let state else { return 0 }
      return Unmanaged<HostEntry>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.call(state) }
    }
  }

  deinit {
    raw.deallocate()
  }

  /// Called by Lua, flag off.
  ///
  /// May park; must return.
  private func call(_ state: OpaquePointer) -> Int32 {
    do {
      var reader = StackReader(vm, state)
      let arguments = LuaArguments(try reader.values(from: 1))
      let results = try vm.inHostFunction(state) { try function.body(vm, arguments) }
      return try answer(results, state)
    } catch {
      return refuse(error)
    }
  }

  private func answer(_ results: [LuaValue], _ state: OpaquePointer) throws(LuaError) -> Int32 {
    if results.count <= 8, results.allSatisfy(\.isScalar) {
      for value in results { push(value, state) }
      return Int32(results.count)
    }
    vm.raw.pointee.outbox = try MessageWriter.message(of: results, for: vm)
    return UMBRA_RESULTS_IN_MESSAGE
  }

  /// Values that Lua stores without allocating.
  private func push(_ value: LuaValue, _ state: OpaquePointer) {
    switch value {
    case .boolean(let value): lua_pushboolean(state, value ? 1 : 0)
    case .integer(let value): lua_pushinteger(state, value)
    case .number(let value): lua_pushnumber(state, value)
    default: lua_pushnil(state)
    }
  }

  /// The script gets an error that it may catch; but not for what ends it.
  private func refuse(_ error: any Error) -> Int32 {
    switch error {
    case LuaError.stopped: return 0
    case is CancellationError where Fiber.current?.isCancelled == true:
      vm.stop(.cancelled)
      return 0
    default:
      let text = LuaValue.string(String(String(describing: error).prefix(ErrorText.most)))
      vm.raw.pointee.outbox = try? MessageWriter.message(of: [text], for: vm)
      guard vm.raw.pointee.outbox == nil else { return UMBRA_RAISE_MESSAGE }
      vm.stop(.memory)
      return 0
    }
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
