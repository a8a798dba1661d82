/// The versions that are spoken here.
///
/// A higher minor version counts as 1.1 (RFC 9110, 2.5).
public enum HTTPVersion: String, Sendable, Hashable, Comparable {
  /// One request a connection, unless both sides say otherwise.
  case http10 = "HTTP/1.0"
  /// Connections stay, bodies may be chunked.
  case http11 = "HTTP/1.1"

  /// Older is less.
  public static func < (left: HTTPVersion, right: HTTPVersion) -> Bool {
    left == .http10 && right == .http11
  }

  /// `HTTP-version = HTTP-name "/" DIGIT "." DIGIT`, case-sensitive (RFC 9112, 2.3).
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) {
    let start = range.lowerBound
    guard range.count == 8, bytes.holds("HTTP/", in: start..<start + 5, ignoringCase: false),
      bytes[start + 6] == UInt8(ascii: "."),
      let major = bytes[start + 5].digitValue,
      let minor = bytes[start + 7].digitValue
    else { throw .invalidVersion }
    guard major == 1 else { throw .unsupportedVersion }
    self = minor == 0 ? .http10 : .http11
  }
}
