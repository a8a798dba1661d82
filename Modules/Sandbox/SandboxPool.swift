import LuaBridge
import Reactor

/// The sandboxes of an executor: VMs that are set up, ready to be made new for a script.
///
/// On the loop.
final class SandboxPool {
  let limits: Limits
  private var bindings: [Environment.Named] = []
  /// The first that an environment's set-up threw.
  private var setUpError: (any Error)?
  private let idle = IdleSandboxes()
  /// The fibres on which scripts run or wait now.
  private var fibers: [ObjectIdentifier: Fiber] = [:]
  private var isClosed = false
  /// Counts changes of what scripts find, so that VMs set up before one are not used after it.
  private var version = 0

  init(limits: Limits) {
    self.limits = limits
  }

  /// Sets `environment` up, and gives what it registers to scripts from now on.
  func add(_ environment: Environment) {
    do { bindings += try environment.begin() } catch { setUpError = setUpError ?? error }
    version += 1
    idle.drop()
  }

  func run(_ script: Script) throws -> ScriptReport {
    try working {
      let vm: LuaVM
      let version = version
      if let setUpError { throw setUpError }
      do { vm = try idle.take() ?? makeSealedVM() } catch {
        return ScriptReport(verdict: .fault, message: "no sandbox: \(error)")
      }
      defer { giveBack(vm, version) }
      return try ScriptSession(script).run(in: vm)
    }
  }

  /// A VM in which a callback still waits is not used again; the callback is stopped.
  private func giveBack(_ vm: LuaVM, _ version: Int) {
    guard vm.isIdle else { return vm.stop(.cancelled) }
    if version == self.version { idle.put(vm) }
  }

  private func makeSealedVM() throws -> LuaVM {
    let vm = try makeVM([])
    try vm.seal()
    return vm
  }

  /// A VM in which scripts find what all find, and `more`; not sealed yet.
  ///
  /// - Throws: What an environment's set-up threw; `LuaError`.
  func makeVM(_ more: [Environment.Named]) throws -> LuaVM {
    if let setUpError { throw setUpError }
    let vm = try LuaVM(memoryLimit: limits.memory.bytes)
    try vm.setPrint("print", HostFunction(body: write))
    try vm.setGlobal("sleep", SleepLibrary.sleep)
    try vm.setGlobals(OSLibrary(clock: .system).functions)
    for (name, binding) in bindings + more { try bind(name, binding, in: vm) }
    return vm
  }

  private func bind(_ name: String, _ binding: Environment.Binding, in vm: LuaVM) throws {
    switch binding {
    case .value(let value): try vm.setGlobal(name, value)
    case .function(let function): try vm.setGlobal(name, function)
    case .functions(let functions):
      try vm.setGlobals(functions.map { (path: [name, $0.key], function: $0.value) })
    case .print: try vm.setPrint(name, HostFunction(body: write))
    case .write(let function): try vm.setWrite([name, function], HostFunction(body: write))
    }
  }
}

// MARK: - Who works

extension SandboxPool {
  /// How many scripts run or wait now.
  var running: Int { fibers.count }

  /// Runs `body`, which runs Lua, as one of those that ``close()`` stops.
  ///
  /// - Throws: `ReactorError.closed`; what `body` throws.
  func working<T>(_ body: () throws -> T) throws -> T {
    guard !isClosed else { throw ReactorError.closed }
    guard let fiber = Fiber.current else { return try body() }
    let isOutermost = fibers.updateValue(fiber, forKey: ObjectIdentifier(fiber)) == nil
    defer { if isOutermost { fibers[ObjectIdentifier(fiber)] = nil } }
    return try body()
  }

  /// Stops all scripts, and waits until they have ended; no more are run.
  ///
  /// - Throws: `CancellationError`; they are stopped all the same.
  func close() throws {
    isClosed = true
    idle.drop()
    let stopped = Array(fibers.values)
    for fiber in stopped { fiber.cancel() }
    for fiber in stopped { try fiber.join() }
  }
}

@Sendable
private func write(_ vm: LuaVM, _ arguments: LuaArguments) throws -> HostResults {
  try (vm.companion as? ScriptSession)?.write(arguments[0], for: vm)
  return .none
}
