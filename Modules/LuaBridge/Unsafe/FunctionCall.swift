import CLua
import CLuaShims

/// A call of a Lua function in the making: begun, given its arguments one by one, and made.
///
/// Arguments that Lua stores without allocating go straight to its stack. From the first other one on
/// they are written down, and go there by message. Whatever throws here ends the call.
///
/// In a host function it holds no reference that would be counted, which would cost as much as all
/// the rest: that function's run keeps the VM. Elsewhere it keeps the VM itself.
struct FunctionCall {
  private let raw: UnsafeMutablePointer<umbra_vm>
  /// Of the host function that calls; nil elsewhere.
  private let frame: UnsafeMutablePointer<umbra_frame>?
  private let state: OpaquePointer
  /// Whether it is one of the calls in a row of `frame`'s.
  private let isInRow: Bool
  /// The top below the function.
  private let top: Int32
  private var pushed: Int32 = 0
  private var others: UnsafeMutablePointer<umbra_message>?
  /// What `state` is, where it is the call's own; held, and the VM with it.
  private let thread: Unmanaged<LuaReference>?

  /// Begins a call of what `function` holds: in the state of the host function that this fibre is in,
  /// or in one of its own.
  @inline(__always)
  init(_ function: borrowing LuaReference) throws(LuaError) {
    raw = try function.engineOnFibre()
    frame = umbra_host_frame(raw)
    if let frame {
      state = frame.pointee.caller
      thread = nil
    } else {
      let vm = LuaVM.of(raw)
      let own = try vm.takeThread()
      state = try own.thread
      thread = .passRetained(own)
      _ = Unmanaged.passRetained(vm)
    }
    let status = umbra_call_begin(raw, state, frame, function.slot)
    isInRow = frame?.pointee.row != nil
    top = lua_gettop(state) &- 1
    if status != LUA_OK { throw failure(status, toBegin: true) }
  }

  @inline(__always)
  mutating func push(_ value: borrowing LuaValue) throws(LuaError) {
    if others == nil, pushed < UMBRA_PUSHED, value.push(onto: state) {
      pushed &+= 1
    } else {
      others = try write(copy value)
    }
  }

  /// Not `mutating`, as what has its address taken cannot stay in registers.
  private func write(_ value: LuaValue) throws(LuaError) -> UnsafeMutablePointer<umbra_message> {
    do throws(LuaError) {
      let writer = try MessageWriter(others, for: LuaVM.of(raw))
      return try writer.finish { (writer) throws(LuaError) in try writer.append(value) }
    } catch {
      clear()
      throw error
    }
  }

  /// Makes the call, and copies its results.
  func results() throws(LuaError) -> [LuaValue] {
    try run(LUA_MULTRET)
    defer { clear() }
    let first = top + 1
    if lua_gettop(state) == first, let value = StackReader.scalar(at: first, on: state) {
      return [value]
    }
    var reader = StackReader(LuaVM.of(raw), state)
    return try reader.values(from: first)
  }

  /// Makes the call, and copies its first result.
  @inline(__always)
  func result() throws(LuaError) -> LuaValue {
    try run(1)
    defer { clear() }
    if let value = StackReader.scalar(at: -1, on: state) { return value }
    var reader = StackReader(LuaVM.of(raw), state)
    return try reader.value(at: -1)
  }

  @inline(__always)
  private func run(_ results: Int32) throws(LuaError) {
    let status = thread == nil ? call(results) : callFromElsewhere(results)
    if status != LUA_OK { throw failure(status, toBegin: false) }
  }

  @inline(__always)
  private func call(_ results: Int32) -> Int32 {
    umbra_call(raw, state, isInRow ? frame : nil, pushed, others, results)
  }

  private func callFromElsewhere(_ results: Int32) -> Int32 {
    LuaVM.of(raw).withinDeadline(true) { call(results) }
  }

  private func failure(_ status: Int32, toBegin: Bool) -> LuaError {
    defer {
      // Where no error was raised, nothing was pushed, or what was is there still.
      if status > LUA_OK, let frame, isInRow || toBegin {
        clear(to: frame.pointee.base)
      } else {
        clear(to: toBegin ? lua_gettop(state) : floor)
      }
    }
    return LuaVM.of(raw).failure(status, in: state)
  }

  /// The top below everything that was pushed.
  @inline(__always)
  private var floor: Int32 { isInRow ? top : top &- 1 }

  @inline(__always)
  private func clear() { clear(to: floor) }

  /// Not after a stop: see `LuaVM.clear`.
  @inline(__always)
  private func clear(to top: Int32) {
    if raw.pointee.stop == UMBRA_STOP_NONE.rawValue { lua_settop(state, top) }
    if let thread { giveBack(thread) }
  }

  private func giveBack(_ thread: Unmanaged<LuaReference>) {
    let thread = thread.takeRetainedValue()
    let vm = LuaVM.of(raw)
    if vm.stopReason == nil { vm.idleThread = thread }
    Unmanaged.passUnretained(vm).release()
  }
}
