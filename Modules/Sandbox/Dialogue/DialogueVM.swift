import LuaBridge
import Reactor

/// The VM of a dialogue, made when it is first needed.
///
/// On the loop.
final class DialogueVM {
  /// How long a stop may wait for the end of an instruction, in CPU time: a person does not notice,
  /// and nearly all that Lua's library does is over by then.
  private static let patience = Duration.milliseconds(250)

  /// How often others have their turn before a callback that was stopped must be over.
  private static let turns = 1000

  private let environments: [Environment]
  private lazy var bindings = Result { try setUp() }
  private var vm: LuaVM?
  private var isBusy = false

  init(_ environment: Environment?) {
    environments = [DialogueLibrary()] + (environment.map { [$0] } ?? [])
  }

  func check(_ text: String, name: String, _ pool: SandboxPool) throws -> ScriptDialogue.Syntax {
    try exclusively(pool) { vm in
      vm.limitCPU(to: pool.limits.cpu)
      let isMarked = text.hasPrefix("=")
      let expression = "return " + (isMarked ? String(text.dropFirst()) : text)
      guard let refusal = try vm.syntaxError(in: Array(expression.utf8), name: name) else {
        return .complete(expression)
      }
      guard let error = isMarked ? refusal : try vm.syntaxError(in: Array(text.utf8), name: name)
      else { return .complete(text) }
      return error.hasSuffix("<eof>") ? .incomplete : .invalid(error)
    }
  }

  func run(_ script: Script, _ pool: SandboxPool) throws -> ScriptDialogue.Outcome {
    try exclusively(pool) { vm in
      vm.callDeadline = script.limits.deadline
      defer { vm.callDeadline = pool.limits.deadline }
      let session = ScriptSession(script)
      let report = try session.run(in: vm) { vm.evaluate(script.source, name: script.name) }
      let isStateLost = !recover(vm)
      if isStateLost { self.vm = nil }
      return ScriptDialogue.Outcome(
        report: report,
        isStateLost: isStateLost,
        exitStatus: session.exitStatus
      )
    }
  }

  func completions(of text: String, _ pool: SandboxPool) throws -> ScriptDialogue.Completions {
    guard let name = TypedName(atEndOf: text) else { return .init(typed: "", names: []) }
    return try exclusively(pool) { vm in
      let found = vm.names(
        at: name.path,
        beginningWith: name.beginning,
        callableOnly: name.isMethod
      )
      return .init(typed: name.beginning, names: (found + name.keywords).sorted())
    }
  }

  private func exclusively<T>(_ pool: SandboxPool, _ body: (LuaVM) throws -> T) throws -> T {
    guard !isBusy else { throw DialogueError.busy }
    isBusy = true
    defer { isBusy = false }
    return try pool.working {
      // A callback may have been stopped since the last chunk ended.
      if let vm, !recover(vm) { self.vm = nil }
      let vm = try vm ?? make(pool)
      self.vm = vm
      vm.restartMeters()
      do { return try body(vm) } catch {
        if !recover(vm) { self.vm = nil }
        throw error
      }
    }
  }

  /// After a stop: lets callbacks that a host function has left behind come to their end, and makes the VM
  /// ready to go on if all of them do.
  private func recover(_ vm: LuaVM) -> Bool {
    if vm.stopReason != nil, !vm.isIdle { letCallbacksEnd(in: vm) }
    return vm.recover()
  }

  /// On a fibre of background priority, as whoever computes is put off for all others.
  private func letCallbacksEnd(in vm: LuaVM) {
    let waiting = try? Fiber.spawn(name: "recovery", priority: .background) {
      for _ in 0..<Self.turns where !vm.isIdle { try? Fiber.yield() }
    }
    try? waiting?.joinUncancellably()
  }

  private func setUp() throws -> [Environment.Named] {
    try environments.flatMap { try $0.begin() }
  }

  private func make(_ pool: SandboxPool) throws -> LuaVM {
    let vm = try pool.makeVM(bindings.get())
    vm.start()
    vm.outliveStops(patience: Self.patience)
    vm.callDeadline = pool.limits.deadline
    return vm
  }
}
