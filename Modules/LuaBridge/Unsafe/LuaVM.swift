import CLua
import CLuaShims
import Reactor

/// A Lua state in an arena of its own, in which scripts run one after the other on a reactor's thread.
///
/// This is the bridge's engine; `CommandExecutor` in the Sandbox module is the comfortable way to it.
///
/// ```swift
/// try Reactor.run {
///   let vm = try LuaVM(memoryLimit: 16 << 20)
///   try vm.setGlobal("add", HostFunction { try $0.integer(0) + $0.integer(1) })
///   try vm.seal()
///   print(try vm.run(Array("return add(1, 2)".utf8)).get())     // [.integer(3)]
/// }
/// ```
///
/// Nothing here raises Lua errors in Swift's sight: whatever may, is done by C code on a fibre of its
/// own (umbra_run), and this class reads the outcome.
public final class LuaVM {
  let raw: UnsafeMutablePointer<umbra_vm>
  /// Host functions that the image mentions; they live as long as the VM.
  private var library: [HostEntry] = []
  /// Those that the present script was given besides.
  private var visitors: [HostEntry] = []
  let objects = ObjectTable()
  /// Counts scripts, so that handles of an earlier one are known.
  private(set) var era = 0
  private var isSealed = false
  /// What the owner of the VM keeps with it for the present script.
  package var companion: AnyObject?
  /// The innermost Lua state of each fibre that is in a host function.
  private var states: [ObjectIdentifier: [OpaquePointer]] = [:]

  /// A VM with the confined library, in `memoryLimit` bytes.
  ///
  /// - Throws: ``LuaError/host(_:)`` where there is no memory, or the limit is too small for the
  ///   library itself (256 KiB are enough).
  public init(memoryLimit: Int) throws(LuaError) {
    guard umbra_tick_prepare() else { throw .host("no timer to be had for Lua's time slices") }
    guard let raw = umbra_vm_new(memoryLimit) else { throw .host("no memory for a Lua state") }
    self.raw = raw
    raw.pointee.host = Unmanaged.passUnretained(self).toOpaque()
    try perform(umbra_body_open_libraries, nil)
  }

  deinit {
    umbra_vm_free(raw)
  }

  /// Whether scripts can be interrupted anywhere; not in a build for ThreadSanitizer, where C functions
  /// of Lua's library run to their end.
  package static var isInterruptibleAnywhere: Bool { umbra_ticks_anywhere }

  /// The main state.
  var state: OpaquePointer { raw.pointee.L }

  /// Why the present script was stopped, if it was.
  public var stopReason: StopReason? { StopReason(rawValue: raw.pointee.stop) }

  /// Stops the present script: at once if it computes, and when the host function that it waits in
  /// returns.
  ///
  /// The first reason stays.
  public func stop(_ reason: StopReason) {
    umbra_vm_stop(raw, umbra_stop(UInt32(reason.rawValue)))
  }
}

// MARK: - What scripts find

extension LuaVM {
  /// Gives every script the global `name`.
  public func setGlobal(_ name: String, _ value: LuaValue) throws(LuaError) {
    let message = try MessageWriter.message(of: [.string(name), value], for: self)
    try perform(umbra_body_set_global, message)
  }

  /// Gives every script the global function `name`.
  public func setGlobal(_ name: String, _ function: HostFunction) throws(LuaError) {
    try setGlobals([(path: [name], function: function)])
  }

  /// Gives every script functions in tables: `["os", "time"]` is `os.time`.
  public func setGlobals(_ functions: [(path: [String], function: HostFunction)]) throws(LuaError) {
    for (path, function) in functions {
      let entry = HostEntry(function, in: self)
      keep(entry)
      let place = FunctionPlace(path: path, entry: entry)
      try place.withRaw { raw throws(LuaError) in _ = try perform(umbra_body_set_function, raw) }
    }
  }

  /// Makes the global `name` a `print`: `write` gets each line as one string, line feed included.
  public func setPrint(_ name: String, _ write: HostFunction) throws(LuaError) {
    let entry = HostEntry(write, in: self)
    keep(entry)
    let place = FunctionPlace(path: [name], entry: entry)
    try place.withRaw { raw throws(LuaError) in _ = try perform(umbra_body_set_print, raw) }
  }

  func keep(_ entry: HostEntry) {
    if isSealed { visitors.append(entry) } else { library.append(entry) }
  }

  /// Ends the set-up: what the VM is now, every script will find.
  public func seal() throws(LuaError) {
    guard umbra_vm_save(raw) else { throw .host("no memory for a sandbox's image") }
    objects.seal()
    isSealed = true
    try reset()
  }

  /// Makes the VM new: nothing of the last script is left.
  public func reset() throws(LuaError) {
    guard isSealed else { throw .host("the VM is not sealed yet") }
    umbra_vm_restore(raw)
    visitors = []
    objects.reset()
    states = [:]
    era += 1
    var random = SystemRandomNumberGenerator()
    let seed = (0..<4).map { _ in random.next() }
    umbra_vm_seed(raw, seed)
  }
}

// MARK: - Running

extension LuaVM {
  /// Compiles and runs a script, on a fibre of the VM's thread.
  ///
  /// - Parameters:
  ///   - source: The text, in UTF-8 (or any bytes that Lua takes); binary chunks are refused.
  ///   - name: What errors call it.
  /// - Returns: Its results, or the ``LuaError`` that ended it.
  public func run(_ source: [UInt8], name: String = "script") -> Result<[LuaValue], LuaError> {
    Result { () throws(LuaError) in
      let top = lua_gettop(state)
      defer { clear(state, to: top) }
      let status = withChunk(source, name) {
        umbra_run(raw, state, umbra_body_load_and_call, $0, 0, LUA_MULTRET, true)
      }
      return try results(of: status, above: top, in: state)
    }
  }

  /// Compiles a chunk and throws it away.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - name: What errors call it.
  /// - Returns: What is wrong with it, nil if nothing is. It ends in `<eof>` where more text could help.
  /// - Throws: ``LuaError/stopped(_:)`` and the like where it could not be compiled at all.
  public func syntaxError(in source: [UInt8], name: String = "script") throws(LuaError) -> String? {
    let top = lua_gettop(state)
    defer { clear(state, to: top) }
    let status = withChunk(source, name) { umbra_run(raw, state, umbra_body_load, $0, 0, 1, false) }
    guard status != LUA_OK else { return nil }
    guard case .script(let message, _) = try failure(status, in: state) else {
      throw try failure(status, in: state)
    }
    return message
  }

  func call(_ function: Int64, _ arguments: [LuaValue]) throws(LuaError) -> [LuaValue] {
    let state = innermostState
    let top = lua_gettop(state)
    let message = try MessageWriter.message(of: arguments, for: self)
    guard lua_checkstack(state, LUA_MINSTACK) != 0 else { throw .tooDeep }
    lua_rawgeti(state, umbra_registry, function)
    let status = umbra_run(raw, state, umbra_body_call, message, 1, LUA_MULTRET, true)
    defer { clear(state, to: top) }
    return try results(of: status, above: top, in: state)
  }

  /// A handle on the function at `index`.
  func function(at index: Int32, in state: OpaquePointer) throws(LuaError) -> LuaFunction {
    let top = lua_gettop(state)
    guard lua_checkstack(state, LUA_MINSTACK) != 0 else { throw .tooDeep }
    lua_pushvalue(state, index)
    let status = umbra_run(raw, state, umbra_body_refer, nil, 1, 1, false)
    guard status == LUA_OK else { throw try failure(status, in: state) }
    defer { clear(state, to: top) }
    return LuaFunction(number: lua_tointegerx(state, -1, nil), in: self)
  }

  /// Runs a body that leaves one number or nothing, for the library's own purposes.
  @discardableResult
  func perform(_ body: lua_CFunction, _ argument: UnsafeMutableRawPointer?) throws(LuaError)
    -> Int64
  {
    let state = innermostState
    let top = lua_gettop(state)
    let status = umbra_run(raw, state, body, argument, 0, 1, false)
    guard status == LUA_OK else { throw try failure(status, in: state) }
    defer { clear(state, to: top) }
    return lua_tointegerx(state, -1, nil)
  }

  /// Takes everything above `top` off the stack.
  ///
  /// Not after a stop: what is there may be half done, and it would run the `__close` of a script
  /// that has no say any more.
  private func clear(_ state: OpaquePointer, to top: Int32) {
    if stopReason == nil { lua_settop(state, top) }
  }

  private func results(of status: Int32, above top: Int32, in state: OpaquePointer) throws(LuaError)
    -> [LuaValue]
  {
    guard status == LUA_OK else { throw try failure(status, in: state) }
    var reader = StackReader(self, state)
    return try reader.values(from: top + 1)
  }

  /// The error that a run has ended with.
  private func failure(_ status: Int32, in state: OpaquePointer) throws(LuaError) -> LuaError {
    switch status {
    case UMBRA_STOPPED: .stopped(stopReason ?? .cancelled)
    case UMBRA_TOO_DEEP: .tooDeep
    case UMBRA_NO_STACK: .host("no memory for a stack")
    default: .script(message: ErrorText.message(state), traceback: ErrorText.traceback(state))
    }
  }

  private func withChunk(
    _ source: [UInt8],
    _ name: String,
    _ body: (UnsafeMutablePointer<umbra_chunk>) -> Int32
  ) -> Int32 {
    ("=" + name).withCString { name in
      source.withUnsafeBytes { bytes in
        var chunk = umbra_chunk(
          text: bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
          length: bytes.count,
          name: name
        )
        return body(&chunk)
      }
    }
  }
}

// MARK: - Host functions in progress

extension LuaVM {
  /// The Lua state that the running fibre may use: that of the host function it is in, or the main.
  private var innermostState: OpaquePointer {
    guard let fiber = Fiber.current else { return state }
    return states[ObjectIdentifier(fiber)]?.last ?? state
  }

  /// Runs `body` with `state` as the fibre's innermost.
  func inHostFunction<T>(_ state: OpaquePointer, _ body: () throws -> T) rethrows -> T {
    guard let fiber = Fiber.current.map(ObjectIdentifier.init) else { return try body() }
    states[fiber, default: []].append(state)
    defer {
      states[fiber]?.removeLast()
      if states[fiber]?.isEmpty == true { states[fiber] = nil }
    }
    return try body()
  }
}

// MARK: - Limits and usage

extension LuaVM {
  /// The CPU time that the present script may use; nil for any.
  public func limitCPU(to duration: Duration?) {
    raw.pointee.cpu_limit = duration.map { $0.nanoseconds } ?? .max
  }

  /// How many instructions the present script may execute, exactly.
  ///
  /// Counting costs a factor of three or so; the other limits cost nothing.
  public func limitInstructions(to count: Int) {
    umbra_vm_count_instructions(raw, UInt64(clamping: count))
  }

  /// How often the present script may call the host.
  public func limitHostCalls(to count: Int) {
    raw.pointee.host_call_limit = UInt64(clamping: count)
  }

  /// Lets a script that goes on (a console's, say) start counting anew: CPU time, instructions, calls.
  package func restartMeters() {
    raw.pointee.cpu = 0
    raw.pointee.instructions = 0
    raw.pointee.host_calls = 0
  }

  /// CPU time of the present script, in Lua and in what it calls.
  public var cpuTime: Duration { .nanoseconds(Int64(clamping: raw.pointee.cpu)) }
  /// The most memory that the present script has had at a time, in bytes of pages.
  public var memoryPeak: Int { umbra_arena_peak(raw.pointee.arena) }
  /// How often it has called the host.
  public var hostCalls: Int { Int(clamping: raw.pointee.host_calls) }
  /// How large the image is that each script starts from, in bytes.
  public var imageSize: Int { umbra_arena_image_size(raw.pointee.arena) }
  /// How many instructions it has executed; counted only with a limit.
  public var instructions: Int { Int(clamping: raw.pointee.instructions) }
  /// The signal of a contained fault.
  public var faultSignal: Int32 { raw.pointee.fault_signal }
}

extension Duration {
  fileprivate var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard self > .zero else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let sum = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
    return overflow || sum.overflow ? .max : sum.partialValue
  }
}
