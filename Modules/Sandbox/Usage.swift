/// What a script has used.
public struct Usage: Sendable, Hashable {
  /// CPU time in Lua and in host functions.
  public var cpu: Duration = .zero
  /// The most memory at a time, in bytes of pages in use.
  public var memoryPeak = 0
  /// Calls of host functions.
  public var hostCalls = 0
  /// Bytes written.
  public var outputBytes = 0
  /// Instructions, where ``Limits/instructions`` has them counted.
  public var instructions: Int?

  /// Nothing used.
  public init() {}
}
