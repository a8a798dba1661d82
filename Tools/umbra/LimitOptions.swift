public import ArgumentParser
public import Sandbox

/// The options that bound a script.
struct LimitOptions: ParsableArguments {
  @Option(help: "Memory of a script's state, as in 64MiB, 512KiB or 1000000.")
  var memory = ByteCount.mebibytes(64)

  @Option(help: "CPU time, as in 2s, 500ms or 1m.")
  var cpu = DurationArgument(.seconds(2))

  @Option(help: "Time by the clock, waits included.")
  var deadline = DurationArgument(.seconds(10))

  @Option(help: "Instructions, counted exactly; makes scripts about three times slower.")
  var instructions: Int?

  @Option(help: "Bytes that print may write.")
  var output = ByteCount.mebibytes(1)

  @Option(help: "Calls of host functions.")
  var hostCalls = 1_000_000

  func validate() throws {
    if memory.bytes < 512 << 10 {
      throw ValidationError("--memory must be 512KiB or more: Lua and its libraries need that")
    }
    if hostCalls < 0 || instructions ?? 0 < 0 {
      throw ValidationError("--host-calls and --instructions must not be negative")
    }
  }

  var limits: Limits {
    Limits(
      memory: memory,
      cpu: cpu.duration,
      deadline: deadline.duration,
      instructions: instructions,
      output: output,
      hostCalls: hostCalls
    )
  }
}

extension ByteCount: ExpressibleByArgument {
  /// Reads an amount as an option gives it.
  public init?(argument: String) { self.init(argument) }

  /// The amount in the form that options take.
  public var defaultValueDescription: String {
    bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : "\(bytes)"
  }
}
