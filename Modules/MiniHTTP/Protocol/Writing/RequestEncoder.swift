import HTTPTypes

/// Writes the head of a request, and says how its body has to be framed.
struct RequestEncoder {
  var method: HTTPRequest.Method
  var target: RequestTarget
  /// The value of Host.
  var host: String

  /// How the body of a request is framed.
  ///
  /// - Parameters:
  ///   - length: The body's; nil where it is not known, 0 also where there is none.
  ///   - declared: What the program's own Content-Length says.
  /// - Returns: What ``append(_:framing:keepsAlive:to:)`` needs.
  /// - Throws: ``HTTPError/bodyLengthMismatch(declared:)``.
  func framing(length: Int?, declared: Int?) throws(HTTPError) -> BodyFraming {
    if let length, let declared, length != declared {
      throw .bodyLengthMismatch(declared: declared)
    }
    guard let length = declared ?? length else { return .chunked }
    // A method that means to send something says that it sends nothing (RFC 9110, 8.6).
    let meansContent = method == .post || method == .put || method == .patch
    return length == 0 && !meansContent ? .none : .length(length)
  }

  /// Appends a head.
  ///
  /// - Throws: ``HTTPError/unsendableField(_:)``, ``HTTPError/reservedField(_:)`` for Host.
  func append(
    _ fields: HTTPFields,
    framing: BodyFraming,
    keepsAlive: Bool,
    to bytes: inout [UInt8]
  ) throws(HTTPError) {
    guard !fields.contains(where: { $0.name.canonicalName == "host" }) else {
      throw .reservedField("Host")
    }
    guard Authority.isValid(Array(host.utf8).span, 0..<host.utf8.count) else {
      throw .unsendableField("Host")
    }
    bytes.append(method.rawValue)
    bytes.append(ASCII.space)
    bytes.append(target.rawValue)
    bytes.append(" HTTP/1.1\r\nHost: ")
    bytes.append(host)
    bytes.appendLineEnd()
    try FieldWriter.append(fields, to: &bytes, except: SentFacts.isReserved)
    FieldWriter.append(framing, to: &bytes)
    if !keepsAlive { bytes.append("Connection: close\r\n") }
    bytes.appendLineEnd()
  }
}
