/// The body of a request on its way out.
enum Upload {
  case bytes([UInt8])
  /// Written while it is sent; in chunks where the length is not known.
  case stream(length: Int?, (BodyWriter) throws -> Void)

  var length: Int? {
    switch self {
    case .bytes(let bytes): bytes.count
    case .stream(let length, _): length
    }
  }

  /// Whether it can be sent once more.
  var isRepeatable: Bool {
    if case .bytes = self { true } else { false }
  }
}
