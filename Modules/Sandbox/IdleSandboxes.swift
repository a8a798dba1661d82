import LuaBridge
import Reactor

/// The VMs that wait for a script, the last used on top.
///
/// Their memory stays warm for a while, since first touches of memory are a fifth of what a script
/// that needs much of it takes (Tools/bench sandbox, work_strings). When no script has come for `patience`, it goes back to the system.
///
/// On the loop.
final class IdleSandboxes {
  /// How many wait for work at most.
  static let most = 64
  /// What all of them together keep warm at most, in bytes.
  static let warmth = 64 << 20
  /// How long memory stays warm with nothing to do.
  static let patience = Duration.seconds(1)
  /// After how many that had no room `malloc` is asked for their memory.
  static let manyDropped = 256

  private var vms: [LuaVM] = []
  private var warm = 0
  /// How often one was put back.
  private var uses = 0
  private var dropped = 0
  private var isWatched = false

  /// The VM that was used last, with what it has kept warm.
  func take() -> LuaVM? {
    guard let vm = vms.popLast() else { return nil }
    warm -= vm.warmMemory
    return vm
  }

  /// Makes `vm` new, and keeps it if there is room.
  func put(_ vm: LuaVM) {
    uses += 1
    if vms.count < Self.most, (try? vm.reset()) != nil { keep(vm) } else { dropped += 1 }
    if warm > 0 || dropped >= Self.manyDropped, !isWatched { watch() }
  }

  private func keep(_ vm: LuaVM) {
    vm.trim(keeping: Self.warmth - warm)
    warm += vm.warmMemory
    vms.append(vm)
  }

  func drop() {
    vms = []
    warm = 0
  }

  private func watch() {
    let seen = uses
    let watching = try? Fiber.callLater(after: Self.patience) { [weak self] in
      guard let self else { return }
      isWatched = false
      if uses == seen { coolDown() } else { watch() }
    }
    isWatched = watching != nil
  }

  private func coolDown() {
    for vm in vms { vm.trim(keeping: 0) }
    warm = 0
    if dropped >= Self.manyDropped { LuaVM.giveMemoryBack() }
    dropped = 0
  }
}
