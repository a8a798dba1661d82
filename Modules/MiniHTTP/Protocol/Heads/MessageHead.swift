/// What one parser needs to know of requests and responses to read both.
protocol MessageHead: Sendable {
  /// What the first line says.
  associatedtype StartLine: Sendable
  /// What has to be known from elsewhere: for a response, the request that it answers.
  associatedtype Context: Sendable

  /// Thrown where the start line passes its limit.
  static func startLineTooLong(limit: Int) -> HTTPError
  /// How many empty lines may come before a message.
  static var emptyLinesBefore: Int { get }

  /// Reads the first line.
  static func startLine(
    _ bytes: Span<UInt8>,
    _ line: Range<Int>
  ) throws(HTTPError) -> StartLine

  /// Puts a head together, and holds it to the rules between its parts.
  init(
    _ startLine: StartLine,
    _ fields: FieldBlock,
    _ facts: FieldFacts,
    _ bytes: Span<UInt8>,
    _ context: Context
  ) throws(HTTPError)

  /// Where the body ends.
  var framing: BodyFraming { get }
  /// Whether another head follows for the same message: an interim response (RFC 9110, 15.2).
  var isInterim: Bool { get }
}
