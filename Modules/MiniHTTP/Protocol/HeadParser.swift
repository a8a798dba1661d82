import HTTPTypes

/// The lines of a head, without their line ends, to a ``MessageHead``: the grammar of RFC 9112,
/// sections 3 to 6, taken strictly.
struct HeadParser {
  enum Role: Equatable {
    case server
    /// The method of the request that is answered decides about the body (RFC 9112, section 6.3).
    case client(answering: HTTPRequest.Method)
  }

  let role: Role

  func parse(start: ArraySlice<UInt8>, lines: [ArraySlice<UInt8>]) throws(HTTPError) -> MessageHead
  {
    var fields = HTTPFields()
    fields.reserveCapacity(lines.count)
    for line in lines { fields.append(try field(line)) }
    switch role {
    case .server: return try request(start, fields)
    case .client(let method): return try response(start, fields, answering: method)
    }
  }

  // MARK: Start lines

  private func request(_ line: ArraySlice<UInt8>, _ fields: HTTPFields) throws(HTTPError)
    -> MessageHead
  {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3,
      let method = HTTPRequest.Method(String(decoding: parts[0], as: UTF8.self))
    else { throw .malformedStartLine }
    let minor = try version(parts[2])
    let target = try target(parts[1], method)
    guard fields[values: .hostLine].count == 1 || (minor == 0 && fields[values: .hostLine].isEmpty)
    else {
      throw .badHost
    }
    let framing = try framing(fields, minor) ?? .none
    return MessageHead(
      start: .request(method: method, target: target),
      minor: minor,
      fields: fields,
      framing: framing
    )
  }

  private func response(
    _ line: ArraySlice<UInt8>,
    _ fields: HTTPFields,
    answering method: HTTPRequest.Method
  ) throws(HTTPError) -> MessageHead {
    let parts = line.split(
      separator: UInt8(ascii: " "),
      maxSplits: 2,
      omittingEmptySubsequences: false
    )
    guard parts.count >= 2, parts[1].count == 3, parts[1].allSatisfy(\.isDigit),
      let code = Int(String(decoding: parts[1], as: UTF8.self)), (100...599).contains(code)
    else { throw .malformedStartLine }
    let reason = parts.count == 3 ? String(decoding: parts[2], as: UTF8.self) : ""
    let minor = try version(parts[0])
    let hasNoBody = method == .head || code == 204 || code == 304 || code < 200
    let framing: MessageHead.Framing =
      hasNoBody ? .none : try framing(fields, minor) ?? .untilClose
    let status = HTTPResponse.Status(code: code, reasonPhrase: reason)
    return MessageHead(
      start: .response(status: status),
      minor: minor,
      fields: fields,
      framing: framing
    )
  }

  private func version(_ bytes: ArraySlice<UInt8>) throws(HTTPError) -> Int {
    switch String(decoding: bytes, as: UTF8.self) {
    case "HTTP/1.1": return 1
    case "HTTP/1.0": return 0
    case let other where other.hasPrefix("HTTP/"): throw .unsupportedVersion
    default: throw .malformedStartLine
    }
  }

  /// Section 3.2: origin form, absolute form, `*` for OPTIONS, authority for CONNECT.
  private func target(_ bytes: ArraySlice<UInt8>, _ method: HTTPRequest.Method) throws(HTTPError)
    -> String
  {
    guard let first = bytes.first, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw .malformedTarget
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let isKnown =
      first == UInt8(ascii: "/") || text.hasPrefix("http://") || text.hasPrefix("https://")
      || (text == "*" && method == .options) || method == .connect
    guard isKnown else { throw .malformedTarget }
    return text
  }

  // MARK: Fields

  private func field(_ line: ArraySlice<UInt8>) throws(HTTPError) -> HTTPField {
    guard let first = line.first, first != 0x20, first != 0x09 else { throw .foldedField }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
    else { throw .malformedField }
    let value = line[(colon + 1)...].trimmingBlanks
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
      throw .controlCharacter
    }
    return HTTPField(name: name, value: String(decoding: value, as: UTF8.self))
  }

  /// Section 6.3, and what guards against smuggling in section 6.1.
  private func framing(_ fields: HTTPFields, _ minor: Int) throws(HTTPError) -> MessageHead.Framing?
  {
    let lengths = fields[values: .contentLength]
    let encodings = fields[values: .transferEncoding]
    if !encodings.isEmpty {
      guard lengths.isEmpty else { throw .conflictingFraming }
      guard encodings.count == 1, encodings[0].lowercased() == "chunked", minor == 1 else {
        throw .unsupportedTransferEncoding
      }
      return .chunked
    }
    guard let first = lengths.first else { return nil }
    guard lengths.allSatisfy({ $0 == first }), first.utf8.allSatisfy(\.isDigit), !first.isEmpty,
      first.utf8.count <= 18, let length = Int(first)
    else { throw .badContentLength }
    return .length(length)
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension ArraySlice<UInt8> {
  /// Without spaces and tabs at both ends.
  var trimmingBlanks: ArraySlice<UInt8> {
    var rest = drop { $0 == 0x20 || $0 == 0x09 }
    while let last = rest.last, last == 0x20 || last == 0x09 { rest.removeLast() }
    return rest
  }
}
