import LuaBridge

/// What the chunks of a dialogue find besides what all scripts find.
final class DialogueLibrary: Environment {
  override func setUp() {
    register("exit", HostFunction(body: Self.exit))
    register("os", functions: ["exit": HostFunction(body: Self.exit)])
    register("warn", HostFunction(body: Self.warn))
    registerWrite("write", in: "io")
  }

  /// `os.exit([code])` (manual, section 6.9), which ends the dialogue instead of the host.
  @Sendable
  private static func exit(_ vm: LuaVM, _ arguments: LuaArguments) throws -> HostResults {
    let status =
      switch arguments.first {
      case nil, .nil, .boolean(true): 0
      case .boolean(false): 1
      default: try arguments.integer(0)
      }
    (vm.companion as? ScriptSession)?.exit(status, vm)
    return .none
  }

  /// `warn(msg1, ...)` (manual, section 6.1), always on.
  @Sendable
  private static func warn(_ vm: LuaVM, _ arguments: LuaArguments) throws -> HostResults {
    let first = try arguments.string(0)
    let parts = try arguments.indices.map { try arguments.string($0) }
    if arguments.count == 1, first.hasPrefix("@") { return .none }  // a control message
    let line = "Lua warning: \(parts.joined())\n"
    try (vm.companion as? ScriptSession)?.writeError(.string(line), for: vm)
    return .none
  }
}
