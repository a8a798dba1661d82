import CLuaShims
import Reactor

/// Which slots of a VM's shelf are free: those hold what the host holds of a script's.
///
/// A slot is taken on the VM's thread, and may be let go on any; it is emptied when the next is taken.
final class ReferenceShelf: Sendable {
  private struct Slots {
    var era = 0
    var free: [Int32] = []
    var released: [Int32] = []
  }

  /// The VM's, until it ends.
  ///
  /// This and the next are read and written on its thread only, which whoever asks has to know; so
  /// there is no race.
  nonisolated(unsafe) var engine: UnsafeMutablePointer<umbra_vm>?
  /// Counts scripts, so that handles of an earlier one are known.
  nonisolated(unsafe) private(set) var era = 0
  private let slots = Guarded(Slots())
  private let sealed = Guarded<[Int32]>([])

  /// The slots that were let go since the last time.
  func takeReleased() -> [Int32] {
    slots.withLock { slots in
      defer { slots.released = [] }
      return slots.released
    }
  }

  /// A slot that was emptied before, if there is one.
  func takeFree() -> Int32? { slots.withLock { $0.free.popLast() } }

  /// The slot has been emptied.
  func putFree(_ slot: Int32) { slots.withLock { $0.free.append(slot) } }

  /// Lets go of a slot, on any thread; of an earlier era, that was done by the VM's reset.
  func release(_ slot: Int32, era: Int) {
    slots.withLock { if $0.era == era { $0.released.append(slot) } }
  }

  func seal() {
    let free = slots.withLock { $0.free }
    sealed.withLock { $0 = free }
  }

  /// The VM ends, and what is held of it with it: another may come to lie where it was.
  func end() {
    engine = nil
    era += 1
  }

  func reset() {
    era += 1
    let free = sealed.withLock { $0 }
    slots.withLock { $0 = Slots(era: era, free: free) }
  }
}
