import Foundation
import Umbra

/// What a new sandbox costs: put the image back and run an empty script; or make a VM for it.
func benchFresh() throws {
  try Reactor.run(stack: .large) {
    let vm = try LuaVM(memoryLimit: 64 << 20)
    try vm.seal()
    let empty = Array("return 1".utf8)
    let freshRuns = try nanoseconds {
      for _ in 0..<20_000 {
        try vm.reset()
        _ = try vm.run(empty).get()
      }
    }
    report("sandbox.umbra.fresh_and_run", freshRuns / 20_000, "ns/op")
    let made = try nanoseconds { for _ in 0..<200 { try LuaVM(memoryLimit: 64 << 20).seal() } }
    report("sandbox.umbra.make_vm", made / 200, "ns/op")
  }
}

/// Eight scripts that never end, on one reactor with a task that sleeps 5 ms at a time.
func benchTimerBesideScripts() throws {
  try Reactor.run(stack: .large) {
    let scripts = [
      "while true do end", "while true do local t = {} for i = 1, 1000 do t[i] = {i} end end",
      "while true do pcall(string.find, ('a'):rep(30), ('a-'):rep(30) .. 'b') end",
      "while true do table.move({}, 1, 1e5, 2) end",
      "local s = ('x'):rep(1e5) while true do s:gsub('x', function(c) return c end) end",
      "while true do local co = coroutine.wrap(function() coroutine.yield() end) co() co() end",
      "while true do local t = {} for i = 1, 2e4 do t[i] = (i * 7919) % 20011 end table.sort(t) end",
      "while true do pcall(error, {}) end",
    ]
    let vms = try scripts.map { _ in try LuaVM(memoryLimit: 64 << 20) }
    for (vm, script) in zip(vms, scripts) {
      try vm.seal()
      try Fiber.spawn(stack: .large, priority: .background) { _ = vm.run(Array(script.utf8)) }
    }
    // What the system let the thread wait for a core is no doing of the scheduler's.
    var (worst, worstOwn) = (0.0, 0.0)
    for _ in 0..<400 {
      let before = nanosecondsWithoutCore()
      let late = try nanoseconds { try Fiber.sleep(for: .milliseconds(5)) } / 1e6 - 5
      worst = max(worst, late)
      worstOwn = max(worstOwn, late - (nanosecondsWithoutCore() - before) / 1e6)
    }
    report("sandbox.umbra.timer_worst_delay_beside_8_endless", worstOwn, "ms")
    report("sandbox.umbra.timer_worst_delay_beside_8_endless_with_waits_for_a_core", worst, "ms")
    for vm in vms { vm.stop(.cancelled) }
    try Fiber.sleep(for: .milliseconds(50))
  }
}

/// How long this thread was ready and had no core, since it began (proc(5), schedstat).
private func nanosecondsWithoutCore() -> Double {
  let text = try? String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)
  let fields = text?.split(separator: " ") ?? []
  return fields.count > 1 ? Double(fields[1]) ?? 0 : 0
}

/// What a parked script holds, and what is left when ten thousand have been cancelled.
func benchParkedScripts() throws {
  let count = 10_000
  try runAsync {
    let executor = try CommandExecutor(limits: Limits(deadline: nil), output: { _ in })
    try await executor.execute("return 1")
    let before = residentMemory()
    func each() -> Double { (residentMemory() - before) / Double(count) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count { group.addTask { _ = try? await executor.execute("sleep(3600)") } }
      while try await executor.runningScripts() < count { await Task.yield() }
      report("sandbox.umbra.memory_parked_script", each(), "bytes")
      group.cancelAll()
    }
    // As long as an executor keeps its memory warm, and then some.
    try await Task.sleep(for: .milliseconds(1500))
    report("sandbox.umbra.memory_left_after_10k", each(), "bytes")
    await executor.close()
  }
}
