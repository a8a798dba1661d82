/// How large messages may be, and how long they may take.
///
/// The defaults are safe for a server on the open network.
public struct HTTPLimits: Sendable, Hashable {
  /// Bytes of the start line.
  public var startLine = 8 << 10
  /// Bytes of all field lines together.
  public var fieldBytes = 64 << 10
  /// Number of field lines.
  public var fieldCount = 100
  /// Bytes of a body that is read whole.
  public var body = 1 << 20
  /// For a request's head, from its first byte.
  public var headerTime = Duration.seconds(10)
  /// For a body.
  public var bodyTime = Duration.seconds(30)
  /// For the next request on a connection.
  public var idleTime = Duration.seconds(60)

  /// The defaults.
  public init() {}
}
