import CLua
import CLuaShims

// Code that is evaluated piece by piece, as a console does: what one piece leaves among the globals,
// the next one finds, and a stop ends a piece and not the VM.
extension LuaVM {
  /// Has the VM outlive the stops of what it evaluates.
  ///
  /// A stop then waits for the end of the present instruction, and ``recover()`` makes the VM ready
  /// again.
  ///
  /// - Parameter patience: How long it waits at most, in CPU time. What takes longer (one call of a
  ///   function of Lua's library) is left in the middle, and the VM with it.
  public func outliveStops(patience: Duration) {
    umbra_vm_outlive_stops(raw, patience.nanoseconds)
  }

  /// After a stop: makes the VM ready to go on, with its globals as the stopped piece left them.
  ///
  /// - Returns: Whether it can; if not, it is of no use any more but for ``reset()``. It cannot while
  ///   something is still in it: that has to meet the stop.
  public func recover() -> Bool {
    guard stopReason != nil else { return true }
    let isFull = stopReason == .memory
    guard isIdle, umbra_vm_recover(raw) else { return false }
    guard isFull else { return true }
    emptyReleasedSlots()
    restartMeters()
    return (try? perform(umbra_body_collect, nil)) != nil && hasRoom
  }

  /// Whether there is enough memory left to go on with.
  private var hasRoom: Bool {
    let limit = umbra_arena_limit(raw.pointee.arena)
    return umbra_arena_used(raw.pointee.arena) < limit - limit / 8
  }

  /// Compiles a piece and throws it away.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - name: What errors call it.
  /// - Returns: What is wrong with it, nil if nothing is. It ends in `<eof>` where more text could help.
  /// - Throws: ``LuaError/stopped(_:)`` and the like where it could not be compiled at all.
  public func syntaxError(in source: [UInt8], name: String = "script") throws(LuaError) -> String? {
    try onThread { thread throws(LuaError) in
      let status = withChunk(source, name) {
        umbra_run(raw, thread, umbra_body_load, $0, 1, false)
      }
      guard status != LUA_OK else { return nil }
      let error = failure(status, in: thread)
      guard case .script(let failure) = error else { throw error }
      return failure.message
    }
  }

  /// Compiles and runs a piece, and has the global `print` show what it returns.
  ///
  /// Its locals end with it. An error's message is what its `__tostring` says, if it has one.
  ///
  /// - Parameters:
  ///   - source: The text, in UTF-8 (or any bytes that Lua takes); binary chunks are refused.
  ///   - name: What errors call it.
  /// - Returns: Its results, or the ``LuaError`` that ended it. After a stop: ``recover()``.
  public func evaluate(_ source: [UInt8], name: String) -> Result<[LuaValue], LuaError> {
    Result { () throws(LuaError) in
      try onThread { thread throws(LuaError) in
        let status = withChunk(source, name) {
          umbra_run(raw, thread, umbra_body_evaluate, $0, LUA_MULTRET, false)
        }
        return try results(of: status, above: 0, in: thread)
      }
    }
  }

  /// Runs `body` with a Lua thread of its own, which it may leave in any state.
  private func onThread<T>(_ body: (OpaquePointer) throws(LuaError) -> T) throws(LuaError) -> T {
    let reference = try newThread()
    let thread = try reference.thread
    raw.pointee.evaluation = thread
    defer { raw.pointee.evaluation = nil }
    return try withExtendedLifetime(reference) { () throws(LuaError) in try body(thread) }
  }
}
