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
///
/// What the system keeps from the thread is no doing of the scheduler's: other threads' turns and, in a
/// virtual machine, the host's. So the first row is of 400 sleeps for the whole of which the thread had its
/// core, and the second of all.
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
    var (worst, worstUndisturbed) = (0.0, 0.0)
    var (sleeps, undisturbed) = (0, 0)
    while undisturbed < 400 {
      try WrongWork.unless(sleeps < 8000, "the thread hardly ever had its core")
      let before = threadTime()
      let passed = try nanoseconds { try Fiber.sleep(for: .milliseconds(5)) }
      let withoutCore = passed - (threadTime() - before)
      sleeps += 1
      worst = max(worst, passed / 1e6 - 5)
      guard withoutCore < 20_000 else { continue }
      undisturbed += 1
      worstUndisturbed = max(worstUndisturbed, passed / 1e6 - 5)
    }
    let row = "sandbox.umbra.timer_worst_delay_beside_8_endless"
    report(row, worstUndisturbed, "ms")
    report("\(row)_with_waits_for_a_core", worst, "ms")
    report("\(row)_share_of_sleeps_with_the_core", 400 / Double(sleeps), "ratio")
    for vm in vms { vm.stop(.cancelled) }
    try Fiber.sleep(for: .milliseconds(50))
  }
}

/// What this thread has had of processors, in nanoseconds: the scripts leave it no time to sleep, so
/// whatever else has passed, it was without a core.
private func threadTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
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
