import HTTPTypes

/// Writes the head of a response, and says how its body has to be framed.
struct ResponseEncoder {
  /// The request that is answered.
  var method: HTTPRequest.Method
  var version: HTTPVersion

  /// How the body of a response is framed (RFC 9112, 6).
  ///
  /// - Parameters:
  ///   - status: The response's.
  ///   - length: The body's, if it is known.
  ///   - declared: What the program's own Content-Length says.
  /// - Returns: What ``append(_:_:contentType:framing:date:to:)`` and ``body(_:)`` need.
  /// - Throws: ``HTTPError/bodyNotAllowed``, ``HTTPError/bodyLengthMismatch(declared:)``,
  ///   ``HTTPError/unsendableStatus(_:)``.
  func framing(
    _ status: HTTPResponse.Status,
    length: Int?,
    declared: Int?
  ) throws(HTTPError) -> BodyFraming {
    guard (200...599).contains(status.code) else { throw .unsendableStatus(status.code) }
    guard status.allowsBody else {
      guard length == 0 else { throw .bodyNotAllowed }
      return .none
    }
    if let length, let declared, length != declared, !(method == .head && length == 0) {
      throw .bodyLengthMismatch(declared: declared)
    }
    if let length = declared ?? length { return .length(length) }
    return version == .http11 ? .chunked : .untilClose
  }

  /// Appends a head but for its end, ``appendEnd(keepsAlive:to:)``, which cannot fail: so that nothing
  /// is settled about the connection before all of the program's words are found good.
  ///
  /// - Parameters:
  ///   - status: The status.
  ///   - fields: The program's fields.
  ///   - contentType: One more, if it is not among them; a valid value.
  ///   - framing: What ``framing(_:length:declared:)`` said.
  ///   - date: The line for Date; left out where the program has one of its own.
  ///   - bytes: What is appended to.
  /// - Throws: ``HTTPError/unsendableField(_:)``.
  func append(
    _ status: HTTPResponse.Status,
    _ fields: HTTPFields,
    contentType: MediaType? = nil,
    framing: BodyFraming,
    date: [UInt8] = [],
    to bytes: inout [UInt8]
  ) throws(HTTPError) {
    ResponseEncoder.append(status, to: &bytes)
    try FieldWriter.append(fields, to: &bytes, except: SentFacts.isReserved)
    if let contentType {
      bytes.append("Content-Type: ")
      bytes.append(contentType.rawValue)
      bytes.appendLineEnd()
    }
    FieldWriter.append(framing, to: &bytes)
    if !date.isEmpty, !fields.contains(.date) { bytes.append(contentsOf: date) }
  }

  /// How the body is sent: to HEAD the head answers alone (RFC 9110, 9.3.2).
  func body(_ framing: BodyFraming) -> BodyEncoder {
    BodyEncoder(method == .head ? .none : framing, isSilent: method == .head)
  }

  /// `100 Continue` (RFC 9110, 15.2.1).
  static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Appends the rest of a head: whether the connection lives on.
  ///
  /// Each version's silence means something else (RFC 9112, 9.3).
  func appendEnd(keepsAlive: Bool, to bytes: inout [UInt8]) {
    if !keepsAlive {
      bytes.append("Connection: close\r\n")
    } else if version == .http10 {
      bytes.append("Connection: keep-alive\r\n")
    }
    bytes.appendLineEnd()
  }

  /// The version is the server's own, whatever the client's is (RFC 9110, 6.2).
  ///
  /// HTTPTypes lets no line end into a reason phrase.
  private static func append(
    _ status: HTTPResponse.Status,
    to bytes: inout [UInt8]
  ) {
    bytes.append("HTTP/1.1 ")
    bytes.append(status.code)
    bytes.append(ASCII.space)
    bytes.append(status.reasonPhrase)
    bytes.appendLineEnd()
  }
}
