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
  /// - Throws: ``HTTPError/invalidURL(_:)``, for user information in the URL too (RFC 9110, 4.2.4).
  public init(_ url: String) throws(HTTPError) {
    let text = url.prefix { $0 != "#" }
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: ASCII.colon),
      let scheme = HTTPOrigin.Scheme(
        rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
      ),
      bytes[colon...].starts(with: "://".utf8)
    else { throw .invalidURL(url) }
    let start = colon + 3
    let end = bytes[start...].firstIndex { $0 == ASCII.slash || $0 == ASCII.question }
    guard let authority = Authority(bytes.span, start..<(end ?? bytes.count)) else {
      throw .invalidURL(url)
    }
    origin = HTTPOrigin(scheme: scheme, host: authority.host, port: authority.port)
    target = try HTTPURL.target(bytes[(end ?? bytes.count)...], of: url)
  }

  private static func target(
    _ rest: ArraySlice<UInt8>,
    of url: String
  ) throws(HTTPError) -> String {
    let path = String(decoding: rest, as: UTF8.self)
    let target = rest.first == ASCII.slash ? path : "/" + path
    guard (try? RequestTarget(target)) != nil else { throw .invalidURL(url) }
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
