import HTTPTypes

/// Writes field lines, and refuses what would change the message.
enum FieldWriter {
  /// Appends `field` as a line.
  ///
  /// - Throws: ``HTTPError/unsendableField(_:)`` for a pseudo-field of HTTP/2, or a control character in
  ///   the value (RFC 9110, 5.5).
  static func append(_ field: HTTPField, to bytes: inout [UInt8]) throws(HTTPError) {
    let name = field.name.rawName
    // HTTPTypes has seen to it that the rest is a token.
    guard let first = name.utf8.first, first != ASCII.colon else { throw .unsendableField(name) }
    bytes.append(name)
    bytes.append(ASCII.colon)
    bytes.append(ASCII.space)
    guard bytes.append(valueOf: field) else { throw .unsendableField(name) }
    bytes.appendLineEnd()
  }

  /// Appends all fields but those that are written from other knowledge.
  ///
  /// - Throws: As ``append(_:to:)``.
  static func append(
    _ fields: HTTPFields,
    to bytes: inout [UInt8],
    except isReserved: (HTTPField.Name) -> Bool
  ) throws(HTTPError) {
    for field in fields where !isReserved(field.name) { try append(field, to: &bytes) }
  }

  /// Appends the field that says where the body ends (RFC 9112, 6).
  static func append(_ framing: BodyFraming, to bytes: inout [UInt8]) {
    switch framing {
    case .none, .untilClose: break
    case .length(let length):
      bytes.append("Content-Length: ")
      bytes.append(length)
      bytes.appendLineEnd()
    case .chunked:
      bytes.append("Transfer-Encoding: chunked\r\n")
    }
  }
}

/// What a program's fields say on framing and connection, which this module writes by itself.
struct SentFacts {
  /// The value of Content-Length.
  private(set) var contentLength: Int?
  /// Whether there is `Connection: close`.
  private(set) var wantsClose = false

  /// - Throws: ``HTTPError/reservedField(_:)`` for Transfer-Encoding, and for a Connection that is not
  ///   `close`; ``HTTPError/unsendableField(_:)`` for a Content-Length that is no number.
  init(_ fields: HTTPFields) throws(HTTPError) {
    for field in fields where SentFacts.isReserved(field.name) {
      switch field.name {
      case .contentLength:
        guard let length = Int(field.value), length >= 0, field.value.utf8.first != plus else {
          throw .unsendableField(field.name.rawName)
        }
        contentLength = length
      case .connection where field.value.lowercased() == "close":
        wantsClose = true
      default:
        throw .reservedField(field.name.rawName)
      }
    }
  }

  /// Whether a field is written from the body or the connection's state.
  ///
  /// Asked of each field; the length says no for most.
  static func isReserved(_ name: HTTPField.Name) -> Bool {
    let name = name.canonicalName
    return switch name.utf8.count {
    case 10: name == "connection"
    case 14: name == "content-length"
    case 17: name == "transfer-encoding"
    default: false
    }
  }
}

private let plus = UInt8(ascii: "+")
