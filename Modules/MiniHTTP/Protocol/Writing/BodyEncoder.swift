import HTTPTypes

/// Writes a body as its framing says, and holds the program to the length that it declared.
struct BodyEncoder {
  private let framing: BodyFraming
  /// Whether a body is given but not sent.
  let isSilent: Bool
  private var sent = 0

  init(_ framing: BodyFraming, isSilent: Bool = false) {
    self.framing = framing
    self.isSilent = isSilent
  }

  /// Appends a part.
  ///
  /// - Throws: ``HTTPError/bodyLengthMismatch(declared:)``, ``HTTPError/bodyNotAllowed``.
  mutating func append(
    _ part: some Collection<UInt8>,
    to bytes: inout [UInt8]
  ) throws(HTTPError) {
    // An empty chunk would be the end (RFC 9112, 7.1).
    guard !part.isEmpty, !isSilent else { return }
    sent = sent.addingClamped(part.count)
    switch framing {
    case .none: throw .bodyNotAllowed
    case .length(let length):
      guard sent <= length else { throw .bodyLengthMismatch(declared: length) }
      bytes.append(contentsOf: part)
    case .chunked:
      bytes.append(part.count, radix: 16)
      bytes.appendLineEnd()
      bytes.append(contentsOf: part)
      bytes.appendLineEnd()
    case .untilClose:
      bytes.append(contentsOf: part)
    }
  }

  /// Appends the end.
  ///
  /// - Parameters:
  ///   - trailers: Sent where the body is chunked, left out elsewhere (RFC 9110, 6.5.1).
  ///   - bytes: What is appended to.
  /// - Throws: ``HTTPError/bodyLengthMismatch(declared:)`` where less was sent than declared,
  ///   ``HTTPError/unsendableField(_:)``, ``HTTPError/reservedField(_:)`` for a field that cannot be a
  ///   trailer.
  mutating func end(
    trailers: HTTPFields = HTTPFields(),
    to bytes: inout [UInt8]
  ) throws(HTTPError) {
    if case .length(let length) = framing, sent != length, !isSilent {
      throw .bodyLengthMismatch(declared: length)
    }
    guard framing == .chunked else { return }
    bytes.append("0\r\n")
    for field in trailers {
      if FieldNames.notInTrailers.contains(field.name.canonicalName) {
        throw .reservedField(field.name.rawName)
      }
      try FieldWriter.append(field, to: &bytes)
    }
    bytes.appendLineEnd()
  }
}
