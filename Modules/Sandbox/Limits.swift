/// How much one script may use.
///
/// What passes a limit is stopped, and cannot catch it.
public struct Limits: Sendable, Hashable {
  /// Pages of memory in use, in bytes; everything that the script's state owns counts.
  public var memory: ByteCount
  /// CPU time in Lua and in the host functions that it calls; nil for any.
  ///
  /// Free of cost.
  public var cpu: Duration?
  /// Time by the clock, waits included; nil for any.
  public var deadline: Duration?
  /// Instructions of Lua's machine, exact and repeatable; nil for any.
  ///
  /// Counting makes a script about three times slower.
  public var instructions: Int?
  /// Bytes written by `print` and the like; nil for any.
  public var output: ByteCount?
  /// Calls of host functions; nil for any.
  public var hostCalls: Int?

  /// Limits; what is not named has a value that suits a server's scripts.
  public init(
    memory: ByteCount = .mebibytes(64),
    cpu: Duration? = .seconds(2),
    deadline: Duration? = .seconds(10),
    instructions: Int? = nil,
    output: ByteCount? = .mebibytes(1),
    hostCalls: Int? = 1_000_000
  ) {
    self.memory = memory
    self.cpu = cpu
    self.deadline = deadline
    self.instructions = instructions
    self.output = output
    self.hostCalls = hostCalls
  }
}
