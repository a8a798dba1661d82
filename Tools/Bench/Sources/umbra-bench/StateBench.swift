import Foundation
import Umbra

/// The part of the rig `lua` that is about fresh states, and what counting instructions costs.
func benchStates() throws {
  try Reactor.run(stack: .large) {
    let memory = try memoryOfFresh(1000)
    report("lua.umbra.state_openlibs_rss", memory, "bytes")
    let vm = try LuaVM(memoryLimit: 64 << 20)
    try vm.seal()
    report("lua.umbra.state_openlibs_bytes", Double(vm.imageSize), "bytes")
    report("lua.umbra.state_openlibs_close", try restoring(vm, 2000), "ns/op")
    vm.limitCPU(to: .seconds(60))
    report("lua.umbra.fib30_nohook", try fibonacci(in: vm), "ms")
    vm.limitInstructions(to: .max)
    report("lua.umbra.fib30_hook1", try fibonacci(in: vm), "ms")
  }
}

private func memoryOfFresh(_ count: Int) throws -> Double {
  let before = residentMemory()
  let vms = try (0..<count).map { _ in
    let vm = try LuaVM(memoryLimit: 64 << 20)
    try vm.seal()
    return vm
  }
  return withExtendedLifetime(vms) { (residentMemory() - before) / Double(count) }
}

/// Makes the state new after a small script has been in it: a restore of an untouched one would be
/// next to no work.
private func restoring(_ vm: LuaVM, _ count: Int) throws -> Double {
  let script = Array("t = {} for i = 1, 20 do t[i] = {name = 'item ' .. i} end return #t".utf8)
  var time = 0.0
  for _ in 0..<count {
    let results = try vm.run(script).get()
    try WrongWork.unless(results == [.integer(20)], "the script returned \(results)")
    time += try nanoseconds { try vm.reset() }
  }
  return time / Double(count)
}

/// In milliseconds.
private func fibonacci(in vm: LuaVM) throws -> Double {
  let script = """
    local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
    assert(fib(30) == 832040)
    """
  return try nanoseconds { _ = try vm.run(Array(script.utf8)).get() } / 1e6
}
