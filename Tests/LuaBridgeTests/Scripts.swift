import LuaBridge
import Reactor
import Testing

/// Runs one script in a VM of its own, on this thread.
func runScript(_ source: String, _ setUp: (LuaVM) throws -> Void = { _ in }) throws -> [LuaValue] {
  try Reactor.run {
    let vm = try LuaVM(memoryLimit: 16 << 20)
    try setUp(vm)
    try vm.seal()
    return try vm.run(Array(source.utf8)).get()
  }
}

/// Gives a script one host function, `host`.
func runScript(_ source: String, host: HostFunction) throws -> [LuaValue] {
  try runScript(source) { try $0.setGlobal("host", host) }
}

/// The error that a script ends with.
func failure(of source: String, _ setUp: (LuaVM) throws -> Void = { _ in }) throws -> LuaFailure? {
  do { _ = try runScript(source, setUp) } catch LuaError.script(let failure) { return failure }
  return nil
}

/// What host functions of a test share; on the reactor's thread.
final class Box<Value>: @unchecked Sendable {
  var value: Value
  init(_ value: Value) { self.value = value }
}

/// For scripts: a function that calls its argument on a fibre of its own; `running` counts those at it.
func meanwhile(_ running: Box<Int>) -> HostFunction {
  HostFunction { (arguments: LuaArguments) throws in
    let function = try arguments.function(0)
    running.value += 1
    _ = try Fiber.spawn(stack: .large) {
      #expect(throws: Never.self) { try function.call() }
      running.value -= 1
    }
  }
}
