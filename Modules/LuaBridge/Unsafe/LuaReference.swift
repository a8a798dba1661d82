import CLua
import CLuaShims
import Reactor

/// Something of a script's that the host holds: functions, coroutines, error values.
///
/// It knows its VM by the shelf, and not weakly: the first weak reference to an object makes each
/// counted one slower, for good.
final class LuaReference: Sendable {
  let slot: Int32
  private let era: Int
  private let shelf: ReferenceShelf
  private let home: Reactor?
  private let place: Reactor.Place?
  // Read where it is known to live: see `callingFrame`.
  nonisolated(unsafe) private let vm: UnsafeMutablePointer<umbra_vm>

  init(slot: Int32, in vm: LuaVM) {
    self.slot = slot
    era = vm.era
    shelf = vm.shelf
    self.vm = vm.raw
    home = Reactor.current
    place = home?.place
  }

  deinit {
    shelf.release(slot, era: era)
  }

  /// Whether `vm` still runs the script.
  func isValid(in vm: LuaVM) -> Bool { shelf === vm.shelf && vm.era == era }

  /// The slot, where `vm` still runs the script.
  func slot(in vm: LuaVM) throws(LuaError) -> Int32 {
    guard isValid(in: vm) else { throw .ended }
    return slot
  }

  /// The VM's engine, on its thread.
  private func engineOnItsThread() throws(LuaError) -> UnsafeMutablePointer<umbra_vm> {
    guard let place, place.isCurrent else { throw .notOnItsFiber }
    guard let engine else { throw .ended }
    return engine
  }

  /// The VM's engine, on a fibre of its thread, where it can run.
  @inline(__always)
  borrowing func engineOnFibre() throws(LuaError) -> UnsafeMutablePointer<umbra_vm> {
    guard let place, place.hasRunningFibre else { throw .notOnItsFiber }
    guard let engine else { throw .ended }
    return engine
  }

  /// Where this fibre is in a host function of the script's that has called something of it before.
  ///
  /// That says that this is the VM's thread, and the VM lives.
  @inline(__always)
  borrowing func callingFrame() -> UnsafeMutablePointer<umbra_frame>? {
    guard let frame = umbra_host_frame(vm), frame.pointee.has_called, shelf.era == era else {
      return nil
    }
    return frame
  }

  /// Nil when the script has ended; on its thread.
  @inline(__always)
  private var engine: UnsafeMutablePointer<umbra_vm>? { shelf.era == era ? shelf.engine : nil }

  /// The reactor of its thread.
  func reactor() throws(LuaError) -> Reactor {
    guard let home else { throw .ended }
    return home
  }

  /// The Lua thread that it is, on the VM's thread.
  ///
  /// A fibre waits for its turn to look: the collector may be moving what lies there.
  var thread: OpaquePointer {
    get throws(LuaError) {
      if place?.hasRunningFibre == true, let engine { LuaVM.of(engine).waitForTurn() }
      let engine = try engineOnItsThread()
      guard let thread = lua_tothread(engine.pointee.shelf, slot) else { throw .ended }
      return thread
    }
  }
}

extension LuaVM {
  /// Waits until nobody is in the middle of an instruction.
  fileprivate func waitForTurn() { _ = umbra_wait_for_turn(raw) }

  /// Holds the value at `index`.
  ///
  /// Nothing here allocates in Lua but the growth of the shelf, which raises no error.
  func hold(_ index: Int32, of state: OpaquePointer) throws(LuaError) -> LuaReference {
    guard let shelf = raw.pointee.shelf else { throw .ended }
    emptyReleasedSlots()
    guard lua_checkstack(state, 1) != 0, lua_checkstack(shelf, LUA_MINSTACK) != 0 else {
      throw .tooLarge("the number of functions that the host holds is")
    }
    lua_pushvalue(state, index)
    lua_xmove(state, shelf, 1)
    guard let slot = self.shelf.takeFree() else {
      return LuaReference(slot: lua_gettop(shelf), in: self)
    }
    put(in: slot, of: shelf)
    return LuaReference(slot: slot, in: self)
  }

  /// Lets Lua collect what the host has let go of.
  func emptyReleasedSlots() {
    guard let shelf = raw.pointee.shelf else { return }
    for slot in self.shelf.takeReleased() {
      lua_pushnil(shelf)
      put(in: slot, of: shelf)
      self.shelf.putFree(slot)
    }
  }

  /// Moves what is on top of the shelf into a slot.
  private func put(in slot: Int32, of shelf: OpaquePointer) {
    lua_copy(shelf, -1, slot)
    raw.pointee.shelf_changes &+= 1
    lua_settop(shelf, -2)
  }
}
