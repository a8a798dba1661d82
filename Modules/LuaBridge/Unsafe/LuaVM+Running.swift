import CLua
import CLuaShims
import Reactor

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
        umbra_run(raw, state, umbra_body_load_and_call, $0, LUA_MULTRET, true)
      }
      return try results(of: status, above: top, in: state)
    }
  }

  /// Resumes the coroutine that `reference` holds, from the host function that this fibre is in, or in
  /// a state of its own.
  func resume(_ reference: LuaReference, _ arguments: [LuaValue]) throws(LuaError) -> [LuaValue] {
    let thread = caller == nil ? try takeThread() : nil
    guard let state = try thread?.thread ?? caller else { throw .ended }
    let message = try MessageWriter.message(of: reference, arguments, for: self)
    let top = lua_gettop(state)
    let status = withinDeadline(thread != nil) {
      umbra_run(raw, state, umbra_body_resume, message, LUA_MULTRET, false)
    }
    defer {
      clear(state, to: top)
      if stopReason == nil, let thread { idleThread = thread }
    }
    return try results(of: status, above: top, in: state)
  }

  /// Runs `body`: where it comes from elsewhere than a host function, within the deadline of such calls.
  func withinDeadline(_ isFromElsewhere: Bool, _ body: () -> Int32) -> Int32 {
    guard isFromElsewhere, let callDeadline else { return body() }
    let stop = { self.stop(.deadline) }
    let status = try? withTimeLimit(callDeadline, onExpiry: stop) { _ in body() }
    return status ?? UMBRA_STOPPED
  }

  /// A Lua state that nobody uses: that of an earlier call, or a new one.
  ///
  /// A call from a fibre of the host's must not run in a state where a script waits: whichever of
  /// them went on first would return into the other's frames.
  func takeThread() throws(LuaError) -> LuaReference {
    guard umbra_wait_for_turn(raw) == LUA_OK else { throw failure(UMBRA_STOPPED, in: spare) }
    guard let thread = idleThread, thread.isValid(in: self) else { return try newThread() }
    idleThread = nil
    return thread
  }

  func newThread() throws(LuaError) -> LuaReference {
    let state = spare
    let status = umbra_run(raw, state, umbra_body_new_thread, nil, 1, false)
    // Others may have used it while this waited for its turn; between two runs it is empty.
    defer { clear(state, to: 0) }
    guard status == LUA_OK else { throw failure(status, in: state) }
    return try hold(-1, of: state)
  }

  /// Runs a body that leaves one number or nothing, for the library's own purposes.
  @discardableResult
  func perform(_ body: lua_CFunction, _ argument: UnsafeMutableRawPointer?) throws(LuaError)
    -> Int64
  {
    let state = caller ?? spare
    let top = lua_gettop(state)
    let status = umbra_run(raw, state, body, argument, 1, false)
    guard status == LUA_OK else { throw failure(status, in: state) }
    defer { clear(state, to: top) }
    return lua_tointegerx(state, -1, nil)
  }

  /// Takes everything above `top` off the stack.
  ///
  /// Not after a stop: what is there may be half done, and it would run the `__close` of a script
  /// that has no say any more.
  func clear(_ state: OpaquePointer, to top: Int32) {
    if stopReason == nil { lua_settop(state, top) }
  }

  func results(of status: Int32, above top: Int32, in state: OpaquePointer) throws(LuaError)
    -> [LuaValue]
  {
    guard status == LUA_OK else { throw failure(status, in: state) }
    var reader = StackReader(self, state)
    return try reader.values(from: top + 1)
  }

  /// The error that a run has ended with.
  func failure(_ status: Int32, in state: OpaquePointer) -> LuaError {
    switch status {
    case UMBRA_STOPPED: .stopped(stopReason ?? .cancelled)
    case UMBRA_TOO_DEEP: .tooDeep
    case UMBRA_NO_STACK: .host("no memory for a stack")
    default: .script(LuaFailure(onTopOf: state, in: self))
    }
  }

  func withChunk(
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

extension LuaVM {
  /// The state that has called the host function which this fibre is in.
  private var caller: OpaquePointer? { umbra_host_frame(raw)?.pointee.caller }

  /// The state for the library's own short runs; before there is one, the main state.
  private var spare: OpaquePointer { raw.pointee.spare ?? state }

  /// The VM that an engine is of.
  static func of(_ raw: UnsafeMutablePointer<umbra_vm>) -> LuaVM {
    Unmanaged.fromOpaque(raw.pointee.host).takeUnretainedValue()
  }
}
