import LuaBridge
import Reactor

/// What belongs to one run of a script besides its VM: where its output goes, and how much there was.
final class ScriptSession {
  private var script: Script
  private(set) var outputBytes = 0
  /// What the script has called `exit` with.
  private(set) var exitStatus: Int?

  init(_ script: Script) {
    self.script = script
  }

  /// Writes text, or stops the script if it would pass the limit.
  ///
  /// A single text that is longer than all that may be written is the script's error, and catchable.
  func write(_ text: LuaValue, for vm: LuaVM) throws(LuaError) {
    try write(text, for: vm, to: script.output)
  }

  /// As ``write(_:for:)``, to the script's standard error.
  func writeError(_ text: LuaValue, for vm: LuaVM) throws(LuaError) {
    try write(text, for: vm, to: script.errorOutput)
  }

  /// Ends the script, uncatchably.
  func exit(_ status: Int, _ vm: LuaVM) {
    exitStatus = status
    vm.stop(.cancelled)
  }

  private func write(
    _ text: LuaValue,
    for vm: LuaVM,
    to output: ([UInt8]) -> Void
  ) throws(LuaError) {
    let bytes: [UInt8] =
      switch text {
      case .string(let text): Array(text.utf8)
      case .bytes(let bytes): bytes
      default: []
      }
    let most = script.limits.output?.bytes ?? .max
    guard bytes.count <= most else { throw .tooLarge("a line of output is") }
    guard outputBytes + bytes.count <= most else { return vm.stop(.output) }
    outputBytes += bytes.count
    output(bytes)
  }

  /// Runs the script in `vm`, which is fresh.
  func run(in vm: LuaVM) throws -> ScriptReport {
    try run(in: vm) { vm.run(script.source, name: script.name) }
  }

  /// Runs the script as `body` does it, within its limits.
  func run(in vm: LuaVM, by body: () -> Result<[LuaValue], LuaError>) throws -> ScriptReport {
    vm.companion = self
    defer { vm.companion = nil }
    script.limits.memory = ByteCount(bytes: vm.limitMemory(to: script.limits.memory.bytes))
    let limits = script.limits
    vm.limitCPU(to: limits.cpu)
    if let count = limits.instructions { vm.limitInstructions(to: count) }
    if let count = limits.hostCalls { vm.limitHostCalls(to: count) }
    let outcome = try withFiberCancellationHandler {
      try withDeadline(limits.deadline, vm, body)
    } onCancel: {
      vm.stop(.cancelled)
    }
    var report = ScriptReport(outcome, limits: limits)
    report.usage = usage(of: vm)
    return report
  }

  private func withDeadline<T>(_ deadline: Duration?, _ vm: LuaVM, _ body: () throws -> T) throws
    -> T
  {
    guard let deadline else { return try body() }
    return try withTimeLimit(deadline, onExpiry: { vm.stop(.deadline) }, { _ in try body() })
  }

  private func usage(of vm: LuaVM) -> Usage {
    var usage = Usage()
    usage.cpu = vm.cpuTime
    usage.memoryPeak = vm.memoryPeak
    usage.hostCalls = vm.hostCalls
    usage.outputBytes = outputBytes
    if script.limits.instructions != nil { usage.instructions = vm.instructions }
    return usage
  }
}

extension ScriptReport {
  fileprivate init(_ outcome: Result<[LuaValue], LuaError>, limits: Limits) {
    switch outcome {
    case .success(let results):
      self.init(verdict: .ok, results: results)
    case .failure(.script(let failure)):
      self.init(
        verdict: .error,
        message: failure.message,
        traceback: failure.traceback,
        cause: failure.cause
      )
    case .failure(.stopped(let reason)):
      self.init(verdict: Verdict(reason), message: limits.sentence(for: reason))
    case .failure(let error):
      let isHosts = if case .host = error { true } else { false }
      self.init(verdict: isHosts ? .fault : .error, message: error.description)
    }
  }
}

extension Limits {
  /// What a report says of a stop.
  fileprivate func sentence(for reason: StopReason) -> String {
    switch reason {
    case .cpu: "the script used more than \(cpu ?? .zero) of CPU time"
    case .memory: "the script needed more than \(memory.bytes) bytes of memory"
    case .instructions: "the script executed more than \(instructions ?? 0) instructions"
    case .deadline: "the script took longer than \(deadline ?? .zero)"
    case .output: "the script wrote more than \(output?.bytes ?? 0) bytes"
    case .calls: "the script called the host more than \(hostCalls ?? 0) times"
    case .cancelled: "the host cancelled the script"
    case .fault: "the script made the Lua library fail; it was contained"
    }
  }
}
