import Foundation
import Umbra

/// Consoles without anybody at the other end: what is written is counted, and dropped.
func benchConsole() throws {
  try runAsync {
    try await benchEvaluation(on: nil)
    let reactor = try Reactor.start(name: "bench")
    try await Task(executorPreference: reactor.taskPreference) {
      try await benchEvaluation(on: reactor)
    }.value
    await reactor.shutDown()
    try await benchInterrupt()
    try await benchSessions()
  }
  try benchPython()
}

private final class QuietConsole: AsyncInteractiveConsole {
  var bytes = 0
  override func write(_ text: String) async throws { bytes += text.utf8.count }
}

/// With the console's task on another thread than the scripts, or on the same loop.
private func benchEvaluation(on reactor: Reactor?) async throws {
  let limits = Limits(cpu: nil, deadline: nil, output: nil)
  let executor = try CommandExecutor(limits: limits, reactor: reactor)
  let place = reactor == nil ? "" : "_on_loop"
  let console = QuietConsole(executor)
  _ = try await console.push("x = 0")
  let lines = [("eval", "x = x + 1"), ("eval_shown", "x"), ("eval_wait", "sleep(0)")]
  for (name, line) in lines {
    let count = 5000
    let time = try await perOperation(count) {
      for _ in 0..<count { _ = try await console.push(line) }
    }
    report("console.umbra.\(name)\(place)", time, "ns/op")
  }
  let lineCount = 200_000
  console.bytes = 0
  let time = try await nanoseconds {
    _ = try await console.push("for i = 1, \(lineCount) do print('a line of output') end")
  }
  report("console.umbra.print\(place)", time / Double(lineCount), "ns/line")
  await executor.close()
}

/// From the interrupt of an endless loop to the prompt.
private func benchInterrupt() async throws {
  let executor = try CommandExecutor(limits: Limits(cpu: nil, deadline: nil))
  let (starts, started) = AsyncStream<Void>.makeStream()
  executor.registerEnvironment(StartEnvironment(started))
  let console = QuietConsole(executor)
  let interrupter = console.interrupter
  var times: [Double] = []
  for _ in 0..<50 {
    let watch = Task {
      for await _ in starts { break }
      let start = ContinuousClock.now
      interrupter.interrupt()
      return start
    }
    _ = try await console.push("started() while true do end")
    times.append(milliseconds(since: await watch.value))
  }
  report("console.umbra.interrupt", median(times), "ms")
  await executor.close()
}

private final class StartEnvironment: Environment {
  private let started: AsyncStream<Void>.Continuation?

  init(_ started: AsyncStream<Void>.Continuation) {
    self.started = started
    super.init()
  }

  required init() {
    started = nil
    super.init()
  }

  override func setUp() {
    let started = started
    register("started") { (_: LuaArguments) throws -> Void in started?.yield() }
  }
}

/// A thousand sessions that have evaluated a line: how long, and what each holds.
private func benchSessions() async throws {
  let executor = try CommandExecutor()
  _ = try await QuietConsole(executor).push("x = 1")
  let before = residentMemory()
  var consoles: [QuietConsole] = []
  let count = 1000
  let time = try await nanoseconds {
    for _ in 0..<count {
      let console = QuietConsole(executor)
      _ = try await console.push("x = 1")
      consoles.append(console)
    }
  }
  report("console.umbra.session", time / Double(count) / 1000, "us")
  let memory = (residentMemory() - before) / Double(count)
  report("console.umbra.memory_session", memory, "bytes")
  withExtendedLifetime(consoles) {}
  await executor.close()
}

/// The model: Python's `code`, on the same machine.
private func benchPython() throws {
  let program = """
    import code, time
    console = code.InteractiveConsole()
    console.push("x = 0")
    best = []
    for _ in range(3):
        start = time.perf_counter_ns()
        for _ in range(5000): console.push("x = x + 1")
        best.append((time.perf_counter_ns() - start) / 5000)
    print(sorted(best)[1])
    """
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
  process.arguments = ["-c", program]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  let time = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
  if let time { report("console.python-code.eval", time, "ns/op") }
}

// MARK: - Measuring async code

private func runAsync(_ body: @escaping @Sendable () async throws -> Void) throws {
  let done = DispatchSemaphore(value: 0)
  let task = Task {
    defer { done.signal() }
    try await body()
  }
  done.wait()
  let outcome = Task {
    if case .failure(let error) = await task.result { note("console: \(error)") }
    done.signal()
  }
  done.wait()
  withExtendedLifetime(outcome) {}
}

private func milliseconds(since start: ContinuousClock.Instant) -> Double {
  let (seconds, attoseconds) = (ContinuousClock.now - start).components
  return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
}

private func nanoseconds(_ body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  return milliseconds(since: start) * 1e6
}

private func perOperation(_ operations: Int, _ body: () async throws -> Void) async rethrows
  -> Double
{
  var runs: [Double] = []
  for _ in 0..<3 { runs.append(try await nanoseconds(body)) }
  return median(runs) / Double(operations)
}
