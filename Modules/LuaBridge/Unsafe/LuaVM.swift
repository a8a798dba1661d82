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
  let objects = ObjectTable()
  let shelf = ReferenceShelf()
  /// A Lua thread from a call that is over, for the next.
  var idleThread: LuaReference?
  /// How long a call from elsewhere than a host function may take; nil for any.
  package var callDeadline: Duration?
  /// Counts scripts, so that handles of an earlier one are known.
  var era: Int { shelf.era }
  private var isSealed = false
  /// What the owner of the VM keeps with it for the present script.
  package var companion: AnyObject?

  /// A VM with the confined library, in `memoryLimit` bytes.
  ///
  /// - Throws: ``LuaError/host(_:)`` where there is no memory, or the limit is too small for the
  ///   library itself (256 KiB are enough).
  public init(memoryLimit: Int) throws(LuaError) {
    guard umbra_tick_prepare() else { throw .host("no timer to be had for Lua's time slices") }
    guard let raw = umbra_vm_new(memoryLimit) else { throw .host("no memory for a Lua state") }
    self.raw = raw
    shelf.engine = raw
    raw.pointee.host = Unmanaged.passUnretained(self).toOpaque()
    do { try perform(umbra_body_open_libraries, nil) } catch {
      guard case .stopped(.memory) = error else { throw error }
      throw .host("\(memoryLimit) bytes are too little for Lua and its libraries")
    }
  }

  deinit {
    shelf.end()
    ArgumentStore.drop(raw.pointee.spare_arguments)
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
  ///
  /// - Throws: ``LuaError/host(_:)`` for a value that Lua has no form for.
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
      library.append(entry)
      let place = FunctionPlace(path: path, entry: entry)
      try place.withRaw { raw throws(LuaError) in _ = try perform(umbra_body_set_function, raw) }
    }
  }

  /// Makes the global `name` a `print`: `write` gets each line as one string, line feed included.
  public func setPrint(_ name: String, _ write: HostFunction) throws(LuaError) {
    try setWriter(umbra_body_set_print, at: [name], write)
  }

  /// Makes the function at a path an `io.write`: `write` gets the strings and numbers of each call as
  /// one string.
  package func setWrite(_ path: [String], _ write: HostFunction) throws(LuaError) {
    try setWriter(umbra_body_set_write, at: path, write)
  }

  private func setWriter(
    _ body: lua_CFunction,
    at path: [String],
    _ write: HostFunction
  ) throws(LuaError) {
    let entry = HostEntry(write, in: self)
    library.append(entry)
    let place = FunctionPlace(path: path, entry: entry)
    try place.withRaw { raw throws(LuaError) in _ = try perform(body, raw) }
  }

  /// Ends the set-up: what the VM is now, every script will find.
  public func seal() throws(LuaError) {
    idleThread = nil
    emptyReleasedSlots()
    guard umbra_vm_save(raw) else { throw .host("no memory for a sandbox's image") }
    objects.seal()
    shelf.seal()
    isSealed = true
    try reset()
    trim(keeping: 0)
  }

  /// Ends the set-up of a VM that goes on and on and is never reset, so that it needs no image.
  package func start() {
    seed()
    trim(keeping: 0)
  }

  /// Whether nothing runs or waits in it.
  public var isIdle: Bool { raw.pointee.depth == 0 }

  /// Makes the VM new: nothing of the last script is left.
  ///
  /// What memory it had stays resident, for the next script to find it warm; see ``trim(keeping:)``.
  ///
  /// - Throws: ``LuaError/host(_:)`` before ``seal()``, and while something runs or waits in it.
  public func reset() throws(LuaError) {
    guard isSealed else { throw .host("the VM is not sealed yet") }
    guard isIdle else { throw .host("calls into the VM are in progress") }
    umbra_vm_restore(raw)
    objects.reset()
    idleThread = nil
    shelf.reset()
    seed()
  }

  private func seed() {
    var random = SystemRandomNumberGenerator()
    let seed = (0..<4).map { _ in random.next() }
    umbra_vm_seed(raw, seed)
  }

  /// Gives freed memory that `malloc` keeps back to the system, when many VMs have gone.
  package static func giveMemoryBack() { umbra_give_memory_back() }

  /// How many bytes beyond what it needs now are resident, since a script before the last reset
  /// used them.
  public var warmMemory: Int { umbra_arena_warm(raw.pointee.arena) }

  /// Gives all but `bytes` of ``warmMemory`` back to the system.
  ///
  /// A script that needs much memory runs up to a fifth faster where it finds it warm.
  public func trim(keeping bytes: Int) {
    umbra_arena_trim(raw.pointee.arena, max(bytes, 0))
  }
}
