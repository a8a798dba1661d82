/// The body of a response (or of a client's request).
public enum ResponseBody {
  /// All of it.
  case bytes([UInt8])
  /// Written by the closure while it is sent, on the fibre of the connection. Where `length` is nil it
  /// is sent in chunks.
  ///
  /// An error thrown by the closure breaks the connection off, so that the other side sees that the body
  /// is incomplete.
  case stream(length: Int?, (BodyWriter) throws -> Void)

  /// How long it is, if that is known.
  public var length: Int? {
    switch self {
    case .bytes(let bytes): bytes.count
    case .stream(let length, _): length
    }
  }

  /// Runs the body into memory: for tests, and for middleware that changes bodies.
  ///
  /// - Throws: What the closure of a stream throws.
  public func collect() throws -> [UInt8] {
    switch self {
    case .bytes(let bytes): return bytes
    case .stream(_, let write):
      var all: [UInt8] = []
      try write(BodyWriter { all += $0 })
      return all
    }
  }
}
