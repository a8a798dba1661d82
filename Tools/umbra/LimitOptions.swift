public import ArgumentParser
public import Sandbox

/// The options that bound a script.
struct LimitOptions: ParsableArguments {
  @Option(
    help: .init("Memory of a script's state, as in 64MiB, 512KiB or 1000000.", valueName: "size")
  )
  var memory = ByteCount.mebibytes(64)

  @Option(help: .init("CPU time, as in 2s, 500ms, 250us, 1m or 1h.", valueName: "time"))
  var cpu = DurationArgument(.seconds(2))

  @Option(help: .init("Time by the clock, waits included.", valueName: "time"))
  var deadline = DurationArgument(.seconds(10))

  @Option(
    help: .init(
      """
      Instructions, counted exactly; makes scripts about three times slower. (default: no limit)
      """,
      valueName: "count"
    )
  )
  var instructions: Int?

  @Option(help: .init("Bytes that scripts may write.", valueName: "size"))
  var output = ByteCount.mebibytes(1)

  @Option(help: .init("Calls of host functions.", valueName: "count"))
  var hostCalls = 1_000_000

  func validate() throws {
    if memory.bytes < 512 << 10 {
      throw ValidationError("--memory must be 512KiB or more: Lua and its libraries need that")
    }
    if hostCalls < 0 { throw ValidationError("--host-calls must not be negative") }
    if let instructions, instructions < 0 {
      throw ValidationError("--instructions must not be negative")
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
