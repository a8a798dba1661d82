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
    let time = try await nanosecondsAwaiting {
      for _ in 0..<count { _ = try await console.push(line) }
    }
    report("console.umbra.\(name)\(place)", time / Double(count), "ns/op")
  }
  let lineCount = 200_000
  console.bytes = 0
  let time = try await nanosecondsAwaiting {
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
    times.append((ContinuousClock.now - (await watch.value)).milliseconds)
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
  let time = try await nanosecondsAwaiting {
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
    start = time.perf_counter_ns()
    for _ in range(5000): console.push("x = x + 1")
    print((time.perf_counter_ns() - start) / 5000)
    """
  let output = try commandOutput("/usr/bin/python3", ["-c", program])
  guard let time = Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
    throw WrongWork("python3: \(output)")
  }
  report("console.python-code.eval", time, "ns/op")
}
