/// How large messages may be, and how long they may take.
///
/// In bytes where nothing else is said.
///
/// What passes a limit is refused as soon as that is known; nothing beyond it is kept in memory. The
/// defaults suit a server that faces the internet.
public struct HTTPLimits: Sendable, Hashable {
  /// The request line or status line, without its CRLF.
  public var startLine: Int
  /// All field lines together; the trailers by themselves have the same.
  public var fieldBytes: Int
  /// How many field lines.
  public var fieldCount: Int
  /// The chunk extensions of one body together.
  public var chunkExtensions: Int
  /// A body that is read as a whole.
  ///
  /// One that is taken in parts has no limit.
  public var body: Int
  /// For a request's head, from its first byte.
  public var headerTime: Duration
  /// For each next part of a body.
  public var bodyTime: Duration
  /// For the next request on a connection.
  public var idleTime: Duration
  /// For the peer to make room for what is written.
  public var writeTime: Duration

  /// Limits; what is not named has its default.
  public init(
    startLine: Int = 8 << 10,
    fieldBytes: Int = 64 << 10,
    fieldCount: Int = 100,
    chunkExtensions: Int = 4 << 10,
    body: Int = 1 << 20,
    headerTime: Duration = .seconds(10),
    bodyTime: Duration = .seconds(30),
    idleTime: Duration = .seconds(60),
    writeTime: Duration = .seconds(30)
  ) {
    self.startLine = startLine
    self.fieldBytes = fieldBytes
    self.fieldCount = fieldCount
    self.chunkExtensions = chunkExtensions
    self.body = body
    self.headerTime = headerTime
    self.bodyTime = bodyTime
    self.idleTime = idleTime
    self.writeTime = writeTime
  }
}

extension HTTPLimits {
  /// How long a peer may take; what has no limit here has none.
  func time(for deadline: HTTPError.Deadline) -> Duration {
    switch deadline {
    case .head: headerTime
    case .body: bodyTime
    case .idle: idleTime
    case .write: writeTime
    case .response: .seconds(Int64.max)
    }
  }
}
