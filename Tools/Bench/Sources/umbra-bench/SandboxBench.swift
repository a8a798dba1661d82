import Foundation
import Umbra

func benchSandbox() throws {
  try benchFresh()
  try benchWork()
  try benchTimerBesideScripts()
  try benchMemory()
}

/// What a new sandbox costs: put the image back, and that with an empty script.
private func benchFresh() throws {
  try Reactor.run(stack: .large) {
    let vm = try LuaVM(memoryLimit: 64 << 20)
    try vm.seal()
    let count = 20_000
    report(
      "sandbox.umbra.fresh",
      try perOperation(count) { for _ in 0..<count { try vm.reset() } },
      "ns/op"
    )
    let empty = Array("return 1".utf8)
    report(
      "sandbox.umbra.fresh_and_run",
      try perOperation(count) {
        for _ in 0..<count {
          try vm.reset()
          _ = try vm.run(empty).get()
        }
      },
      "ns/op"
    )
    report("sandbox.umbra.image", Double(vm.imageSize), "bytes")
    report(
      "sandbox.umbra.make_vm",
      try perOperation(200) {
        for _ in 0..<200 { try LuaVM(memoryLimit: 64 << 20).seal() }
      },
      "ns/op"
    )
  }
}

/// The rig's pieces of work, in a sandbox and in Debian's lua5.4 by turns; ratios of medians.
///
/// Warm is the sandbox of an executor that has just run another such script, cold one made for it.
private func benchWork() throws {
  guard let url = Bundle.module.url(forResource: "work", withExtension: "lua") else { return }
  let source = try Array(String(contentsOf: url, encoding: .utf8).utf8)
  let kinds = [
    ("mixed", ["strings", "sort200k", "text1mb"]), ("compute", ["fib30", "nbody500k"]),
  ]
  for (kind, pieces) in kinds {
    var sums = (warm: 0.0, cold: 0.0, plain: 0.0)
    for piece in pieces {
      let (warm, cold, plain) = try medians(of: piece, source: source, path: url.path)
      report("lua.umbra.work_\(piece)", warm, "ms")
      report("lua.umbra.work_\(piece)_cold", cold, "ms")
      report("lua.lua5.4.work_\(piece)", plain, "ms")
      sums.warm += warm
      sums.cold += cold
      sums.plain += plain
    }
    report("sandbox.umbra.\(kind)_against_lua5.4", sums.warm / sums.plain, "ratio")
    report("sandbox.umbra.\(kind)_cold_against_lua5.4", sums.cold / sums.plain, "ratio")
  }
}

private func medians(of piece: String, source: [UInt8], path: String) throws
  -> (warm: Double, cold: Double, plain: Double)
{
  try Reactor.run(stack: .large) {
    let kept = try sandbox(for: piece)
    _ = try kept.run(source).get()
    var warm: [Double] = []
    var cold: [Double] = []
    var plain: [Double] = []
    for _ in 0..<7 {
      plain.append(try milliseconds(ofPlainLua: path, piece))
      try kept.reset()
      warm.append(try milliseconds(of: source, in: kept))
      cold.append(try milliseconds(of: source, in: sandbox(for: piece)))
    }
    return (median(warm), median(cold), median(plain))
  }
}

private func sandbox(for piece: String) throws -> LuaVM {
  let vm = try LuaVM(memoryLimit: 256 << 20)
  try vm.setGlobals([(path: ["os", "clock"], function: HostFunction { _ in 0.0 })])
  try vm.setPrint("print", HostFunction { (_: LuaArguments) throws -> Void in })
  try vm.setGlobal("arg", .table([.string(piece)]))
  try vm.seal()
  return vm
}

private func milliseconds(of source: [UInt8], in vm: LuaVM) throws -> Double {
  _ = try vm.run(source).get()
  let (seconds, attoseconds) = vm.cpuTime.components
  return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
}

private func milliseconds(ofPlainLua path: String, _ piece: String) throws -> Double {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/lua5.4")
  process.arguments = [path, piece]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return text.split(whereSeparator: \.isWhitespace).last.flatMap { Double($0) } ?? .nan
}

/// Eight scripts that never end, on one reactor with a task that sleeps 5 ms at a time.
private func benchTimerBesideScripts() throws {
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

/// What a sandbox and a parked script hold, and what is left when ten thousand have been cancelled.
private func benchMemory() throws {
  try Reactor.run(stack: .large) {
    let before = residentMemory()
    let vms = try (0..<1000).map { _ in
      let vm = try LuaVM(memoryLimit: 64 << 20)
      try vm.seal()
      return vm
    }
    report("sandbox.umbra.memory_fresh", (residentMemory() - before) / 1000, "bytes")
    withExtendedLifetime(vms) {}
  }
  let task = Task {
    let executor = try CommandExecutor(limits: Limits(deadline: nil), output: { _ in })
    try await executor.execute("return 1")
    let before = residentMemory()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<10_000 { group.addTask { _ = try? await executor.execute("sleep(3600)") } }
      while (try? await executor.runningScripts()) ?? 10_000 < 10_000 { await Task.yield() }
      report("sandbox.umbra.memory_parked_script", (residentMemory() - before) / 10_000, "bytes")
      group.cancelAll()
    }
    // As long as an executor keeps its memory warm, and then some.
    try await Task.sleep(for: .milliseconds(1500))
    report("sandbox.umbra.memory_left_after_10k", (residentMemory() - before) / 10_000, "bytes")
    await executor.close()
  }
  let done = DispatchSemaphore(value: 0)
  Task {
    _ = try? await task.value
    done.signal()
  }
  done.wait()
}
