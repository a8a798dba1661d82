import HTTPTypes

/// The head of a request; an object, since it goes from the parser to the conversation to the request.
final class RequestHead: MessageHead {
  struct StartLine: Sendable {
    var method: HTTPRequest.Method
    var target: RequestTarget
    var version: HTTPVersion
  }

  private let line: StartLine
  let fields: FieldBlock
  let framing: BodyFraming
  /// Which of the fields is the Host, if there is one.
  let hostIndex: Int?
  /// Whether the client lets the connection live on (RFC 9112, 9.3).
  let keepsAlive: Bool
  /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1).
  let expectsContinue: Bool

  var method: HTTPRequest.Method { line.method }
  var target: RequestTarget { line.target }
  var version: HTTPVersion { line.version }
  var isInterim: Bool { false }
  static func startLineTooLong(limit: Int) -> HTTPError { .requestLineTooLong(limit: limit) }
  /// Old clients sent a CRLF after a body (RFC 9112, 2.2).
  static var emptyLinesBefore: Int { 1 }

  init(
    _ line: StartLine,
    _ fields: FieldBlock,
    _ facts: FieldFacts,
    _ bytes: Span<UInt8>,
    _ context: Void
  ) throws(HTTPError) {
    try RequestHead.checkHost(line, facts, bytes)
    self.line = line
    self.fields = fields
    hostIndex = facts.hostIndex
    framing = try RequestHead.framing(line, facts)
    keepsAlive = facts.keepsAlive(in: line.version)
    expectsContinue = try RequestHead.expectation(line, facts) && !framing.isEmpty
  }

  /// The head of a request that nobody has sent.
  init(_ line: StartLine) {
    self.line = line
    fields = FieldBlock(bytes: [], base: 0, entries: [])
    framing = .none
    hostIndex = nil
    keepsAlive = true
    expectsContinue = false
  }

  /// RFC 9112, 3.2.
  private static func checkHost(
    _ line: StartLine,
    _ facts: FieldFacts,
    _ bytes: Span<UInt8>
  ) throws(HTTPError) {
    if facts.hasManyHosts { throw .duplicateHost }
    guard facts.hostIndex != nil else {
      if line.version == .http11 { throw .missingHost }
      return
    }
    guard Authority.isValid(bytes, facts.hostRange) else { throw .invalidHost }
    guard line.target.form == .absolute, let authority = line.target.authority else { return }
    // "A client MUST send a field value for Host that is identical to that authority component."
    guard bytes.holds(authority.lowercased(), in: facts.hostRange) else { throw .hostMismatch }
  }

  /// A request without Content-Length and Transfer-Encoding has no body (RFC 9112, 6.3, rule 7).
  private static func framing(
    _ line: StartLine,
    _ facts: FieldFacts
  ) throws(HTTPError) -> BodyFraming {
    guard facts.isChunked else { return facts.contentLength.map(BodyFraming.length) ?? .none }
    if line.version == .http10 { throw .transferEncodingInHTTP10 }
    return .chunked
  }

  /// An HTTP/1.0 client cannot wait for an interim response, so its expectation is passed over.
  private static func expectation(
    _ line: StartLine,
    _ facts: FieldFacts
  ) throws(HTTPError) -> Bool {
    guard line.version == .http11 else { return false }
    if facts.hasUnknownExpectation { throw .unsupportedExpectation }
    return facts.expectsContinue
  }
}

extension RequestHead {
  /// `request-line = method SP request-target SP HTTP-version` (RFC 9112, 3).
  static func startLine(
    _ bytes: Span<UInt8>,
    _ line: Range<Int>
  ) throws(HTTPError) -> StartLine {
    guard let first = bytes.firstIndex(of: ASCII.space, in: line) else {
      throw .invalidRequestLine
    }
    let rest = first + 1..<line.upperBound
    guard let second = bytes.firstIndex(of: ASCII.space, in: rest) else {
      throw .invalidRequestLine
    }
    let method = try method(bytes, line.lowerBound..<first)
    let versionRange = second + 1..<line.upperBound
    if bytes.holds("PRI", in: line.lowerBound..<first, ignoringCase: false),
      bytes.holds("HTTP/2.0", in: versionRange, ignoringCase: false)
    {
      throw .http2Preface
    }
    let version = try HTTPVersion(bytes, versionRange)
    let target = try RequestTarget(bytes, first + 1..<second, method: method)
    return StartLine(method: method, target: target, version: version)
  }

  private static func method(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>
  ) throws(HTTPError) -> HTTPRequest.Method {
    if bytes.holds("GET", in: range, ignoringCase: false) { return .get }
    guard !range.isEmpty, bytes.isAll(.token, in: range),
      let method = HTTPRequest.Method(bytes.text(in: range))
    else { throw .invalidMethod }
    return method
  }
}

extension FieldFacts {
  /// RFC 9112, 9.3.
  func keepsAlive(in version: HTTPVersion) -> Bool {
    if connection.contains(.close) { return false }
    return version == .http11 || connection.contains(.keepAlive)
  }
}
