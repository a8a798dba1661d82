import CLua
import CLuaShims
import Reactor

/// A host function in a VM: what the C trampoline calls.
final class HostEntry {
  let raw: UnsafeMutablePointer<umbra_host_function>
  private let body: HostFunction.Body
  /// The number of the member that it is of whatever object it is called for.
  private let member: Int
  // It owns the entry, and nothing calls one when its VM is gone.
  private let owner: Unmanaged<LuaVM>

  /// A function.
  init(_ function: HostFunction, in vm: LuaVM) {
    raw = .allocate(capacity: 1)
    body = function.body
    member = 0
    owner = .passUnretained(vm)
    prepare { context, _, state, first, _ in
      HostEntry.with(context, state) { entry, state in
        entry.answer(state, first) { try $0.body($1, $2) }
      }
    }
  }

  /// The member `number` of objects; `method`: its number among the methods, from 1, if it is one.
  init(member number: Int, method: Int, in vm: LuaVM) {
    raw = .allocate(capacity: 1)
    body = { _, _ in throw LuaError.ended }
    member = number
    owner = .passUnretained(vm)
    prepare { context, _, state, first, receiver in
      HostEntry.with(context, state) { entry, state in
        entry.answer(state, first) { entry, vm, arguments in
          guard let receiver else { throw LuaError.ended }
          return try ObjectEntry.call(entry.member, of: receiver, vm, arguments)
        }
      }
    }
    raw.pointee.method = Int32(clamping: method)
  }

  deinit {
    raw.deallocate()
  }

  private typealias Call =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<umbra_vm>?, OpaquePointer?, Int32,
      UnsafeMutablePointer<umbra_object>?
    ) -> Int32

  private func prepare(_ call: @escaping Call) {
    raw.initialize(to: umbra_host_function())
    raw.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    raw.pointee.call = call
  }

  @inline(__always)
  private static func with(
    _ context: UnsafeMutableRawPointer?,
    _ state: OpaquePointer?,
    _ body: (HostEntry, OpaquePointer) -> Int32
  ) -> Int32 {
    guard let context, let state else { return 0 }
    return Unmanaged<HostEntry>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0, state) }
  }

  /// Called by Lua, flag off.
  ///
  /// May park; must return. What is rare has a function of its own, and this one a small frame.
  @inline(__always)
  private func answer(
    _ state: OpaquePointer,
    _ first: Int32,
    _ body: (HostEntry, LuaVM, LuaArguments) throws -> HostResults
  ) -> Int32 {
    owner._withUnsafeGuaranteedRef { vm in
      do {
        let results =
          if let plain = PlainArguments(on: state, from: first) {
            try body(self, vm, LuaArguments(plain))
          } else {
            try answerWithCopies(state, first, vm, body)
          }
        umbra_host_function_over(vm.raw)
        if case .one(let value) = results, value.push(onto: state) { return 1 }
        return answer(results, state, vm)
      } catch {
        umbra_host_function_over(vm.raw)
        return refuse(error, state, vm)
      }
    }
  }

  /// Where an argument is not plain.
  @inline(never)
  private func answerWithCopies(
    _ state: OpaquePointer,
    _ first: Int32,
    _ vm: LuaVM,
    _ body: (HostEntry, LuaVM, LuaArguments) throws -> HostResults
  ) throws -> HostResults {
    let store = try ArgumentStore.copies(on: state, from: first, of: vm)
    defer { ArgumentStore.give(store, to: vm.raw) }
    return try store._withUnsafeGuaranteedRef { try body(self, vm, LuaArguments($0)) }
  }

  @inline(never)
  private func answer(_ results: HostResults, _ state: OpaquePointer, _ vm: LuaVM) -> Int32 {
    do {
      switch results {
      case .none: return 0
      case .one(.string(let text)) where vm.giveBack(text): return UMBRA_RESULT_IS_TEXT
      case .one(let value): vm.raw.pointee.outbox = try MessageWriter.message(of: value, for: vm)
      case .many(let values): vm.raw.pointee.outbox = try MessageWriter.message(of: values, for: vm)
      }
      return UMBRA_RESULTS_IN_MESSAGE
    } catch {
      return refuse(error, state, vm)
    }
  }

  /// The script gets an error that it may catch; but not for what ends it.
  @inline(never)
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
      let message = try? MessageWriter.message(of: reference, [], for: vm)
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

extension LuaVM {
  /// Whether `text` is short enough to go by the quick way.
  @inline(__always)
  fileprivate func giveBack(_ text: String) -> Bool {
    let isCopied = text.utf8.withContiguousStorageIfAvailable { bytes in
      guard bytes.count <= UMBRA_TEXT_SIZE else { return false }
      withUnsafeMutableBytes(of: &raw.pointee.text) { $0.copyBytes(from: bytes) }
      raw.pointee.text_length = bytes.count
      return true
    }
    return isCopied ?? false
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
