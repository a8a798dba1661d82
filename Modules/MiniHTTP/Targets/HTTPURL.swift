/// The parts of `http://host[:port][/path][?query]` (RFC 9110, 4.2.1).
public struct HTTPURL: Sendable, Hashable {
  /// Whom to talk to.
  public let origin: HTTPOrigin
  /// Path and query, as a request sends them: it begins with `/`.
  public private(set) var target: String

  /// A name or a numeric address, without brackets.
  public var host: String { origin.host }
  /// The port; the scheme's own where the URL names none.
  public var port: Int { origin.port }

  /// Reads a URL.
  ///
  /// A fragment stays with the client (RFC 9110, 4.2.5). Whatever is not ASCII has to be
  /// percent-encoded already; see ``PercentCoding``.
  ///
  /// - Throws: ``HTTPError/invalidURL(_:reason:)``, for user information in the URL too (RFC 9110, 4.2.4).
  public init(_ url: String) throws(HTTPError) {
    let text = url.prefix { $0 != "#" }
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: ASCII.colon),
      let scheme = HTTPOrigin.Scheme(
        rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
      ),
      bytes[colon...].starts(with: "://".utf8)
    else { throw .invalidURL(url, reason: "does not begin with http:// or https://") }
    let start = colon + 3
    let end = bytes[start...].firstIndex { $0 == ASCII.slash || $0 == ASCII.question }
    let authority = try HTTPURL.authority(bytes, start..<(end ?? bytes.count), of: url)
    origin = HTTPOrigin(scheme: scheme, host: authority.host, port: authority.port)
    target = try HTTPURL.target(bytes[(end ?? bytes.count)...], of: url)
  }

  private static func authority(
    _ bytes: [UInt8],
    _ range: Range<Int>,
    of url: String
  ) throws(HTTPError) -> Authority {
    if let at = bytes[range].lastIndex(of: UInt8(ascii: "@")) {
      let rest = String(decoding: bytes[at...], as: UTF8.self)
      let shown = String(decoding: bytes[..<range.lowerBound], as: UTF8.self) + "..." + rest
      throw .invalidURL(shown, reason: "has a user's name in it, which goes into Authorization")
    }
    guard let authority = Authority(bytes.span, range) else {
      throw .invalidURL(url, reason: "has no proper host, or no proper port")
    }
    return authority
  }

  private static func target(
    _ rest: ArraySlice<UInt8>,
    of url: String
  ) throws(HTTPError) -> String {
    let path = String(decoding: rest, as: UTF8.self)
    let target = rest.first == ASCII.slash ? path : "/" + path
    guard (try? RequestTarget(target)) != nil else {
      throw .invalidURL(url, reason: "has characters that have to be percent-encoded")
    }
    return target
  }

  /// Adds items to the query.
  public mutating func append(_ query: QueryItems) {
    guard !query.isEmpty else { return }
    target += (target.utf8.contains(ASCII.question) ? "&" : "?") + query.encoded
  }
}

extension HTTPURL: CustomStringConvertible {
  /// The URL, as it would be written.
  public var description: String { "\(origin)\(target)" }
}
