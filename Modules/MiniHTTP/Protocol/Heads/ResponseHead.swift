import HTTPTypes

/// The head of a response.
struct ResponseHead: MessageHead {
  struct StartLine: Sendable {
    var version: HTTPVersion
    var status: HTTPResponse.Status
  }

  let status: HTTPResponse.Status
  let version: HTTPVersion
  let fields: FieldBlock
  let framing: BodyFraming
  /// Whether the server lets the connection live on (RFC 9112, 9.3).
  let keepsAlive: Bool

  var isInterim: Bool { status.kind == .informational }
  static func startLineTooLong(limit: Int) -> HTTPError { .statusLineTooLong(limit: limit) }
  static var emptyLinesBefore: Int { 0 }

  /// Puts a head together; the context is the method of the request that is answered.
  init(
    _ line: StartLine,
    _ fields: FieldBlock,
    _ facts: FieldFacts,
    _ bytes: Span<UInt8>,
    _ method: HTTPRequest.Method
  ) throws(HTTPError) {
    status = line.status
    version = line.version
    self.fields = fields
    if facts.isChunked, line.version == .http10 { throw .transferEncodingInHTTP10 }
    framing = ResponseHead.framing(line.status, facts, method)
    keepsAlive = facts.keepsAlive(in: line.version) && framing != .untilClose
    let changesProtocol = status == .switchingProtocols || (method == .connect && status.isSuccess)
    if changesProtocol { throw .unexpectedUpgrade }
  }

  /// RFC 9112, 6.3, rules 1, 4, 6 and 8.
  private static func framing(
    _ status: HTTPResponse.Status,
    _ facts: FieldFacts,
    _ method: HTTPRequest.Method
  ) -> BodyFraming {
    if method == .head || !status.allowsBody { return .none }
    if facts.isChunked { return .chunked }
    return facts.contentLength.map(BodyFraming.length) ?? .untilClose
  }
}

extension ResponseHead {
  /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112, 4).
  ///
  /// The space before an empty phrase may be missing: there are servers that leave it out, and
  /// nothing can be mistaken.
  static func startLine(
    _ bytes: Span<UInt8>,
    _ line: Range<Int>
  ) throws(HTTPError) -> StartLine {
    let start = line.lowerBound
    guard line.count >= 12 else { throw .invalidStatusLine }
    let version = try HTTPVersion(bytes, start..<start + 8)
    guard bytes[start + 8] == ASCII.space,
      line.count == 12 || bytes[start + 12] == ASCII.space,
      let code = code(bytes, at: start + 9)
    else { throw .invalidStatusLine }
    let reason = line.count > 13 ? bytes.text(in: start + 13..<line.upperBound) : ""
    return StartLine(version: version, status: .init(code: code, reasonPhrase: reason))
  }

  /// Three digits, of one of the five classes (RFC 9110, 15).
  private static func code(_ bytes: Span<UInt8>, at index: Int) -> Int? {
    guard let hundreds = bytes[index].digitValue, let tens = bytes[index + 1].digitValue,
      let ones = bytes[index + 2].digitValue, (1...5).contains(hundreds)
    else { return nil }
    return hundreds * 100 + tens * 10 + ones
  }
}

extension HTTPResponse.Status {
  /// Whether a response with this status may have a body (RFC 9110, 6.4.1).
  var allowsBody: Bool { kind != .informational && code != 204 && code != 304 }

  var isSuccess: Bool { kind == .successful }
}
