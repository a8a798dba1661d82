import Foundation
import Umbra

/// The part of the rig `lua` that is about async-lua-embed's executor: ours, from async code.
func benchExecutor() throws {
  try runAsync {
    report("lua.umbra.executor_rss", try await memoryOfExecutors(100), "bytes")
    report("lua.umbra.executor_create", try await creating(200) / 200, "ns/op")
    let executor = try CommandExecutor()
    try await executor.execute("local x = 1")
    let empty = try await nanosecondsAwaiting {
      for _ in 0..<500 { try await executor.execute("local x = 1") }
    }
    report("lua.umbra.execute_empty", empty / 500, "ns/op")
    let fibonacci = """
      local function f(n) if n < 2 then return n end return f(n-1)+f(n-2) end assert(f(22) == 17711)
      """
    let time = try await nanosecondsAwaiting { try await executor.execute(fibonacci) }
    report("lua.umbra.fib22_sandboxed", time / 1e6, "ms")
    await executor.close()
  }
}

/// With its thread and a first sandbox, which it makes for the first script.
private func readyExecutor() async throws -> CommandExecutor {
  let executor = try CommandExecutor()
  try await executor.execute("local x = 1")
  return executor
}

private func creating(_ count: Int) async throws -> Double {
  var executors: [CommandExecutor] = []
  let time = try await nanosecondsAwaiting {
    for _ in 0..<count { executors.append(try await readyExecutor()) }
  }
  for executor in executors { await executor.close() }
  return time
}

private func memoryOfExecutors(_ count: Int) async throws -> Double {
  await (try readyExecutor()).close()
  let before = residentMemory()
  var executors: [CommandExecutor] = []
  for _ in 0..<count { executors.append(try await readyExecutor()) }
  let memory = (residentMemory() - before) / Double(count)
  for executor in executors { await executor.close() }
  return memory
}
