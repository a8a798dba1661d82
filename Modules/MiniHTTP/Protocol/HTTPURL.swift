/// The parts of `http://host[:port][/path][?query]` (RFC 9110, section 4.2.1).
public struct HTTPURL: Sendable, Hashable {
  /// A name or a numeric address, without brackets.
  public let host: String
  /// 80 unless the URL says otherwise.
  public let port: Int
  /// Path and query, as a request sends them.
  public let target: String

  /// Reads a URL.
  ///
  /// - Throws: ``HTTPError/invalidURL(_:)``.
  public init(_ text: String) throws(HTTPError) {
    guard text.hasPrefix("http://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw .invalidURL(text)
    }
    let rest = text.dropFirst(7)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
    guard let (host, port) = Self.split(authority) else { throw .invalidURL(text) }
    self.host = host
    self.port = port
    self.target = target.hasPrefix("/") ? String(target) : "/" + target
  }

  private static func split(_ authority: Substring) -> (String, Int)? {
    guard !authority.contains("@") else { return nil }
    let isBracketed = authority.hasPrefix("[")
    let host =
      isBracketed ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    let rest = authority.dropFirst(host.count + (isBracketed ? 2 : 0))
    guard !host.isEmpty else { return nil }
    guard !rest.isEmpty else { return (String(host), 80) }
    guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65535).contains(port) else {
      return nil
    }
    return (String(host), port)
  }

  /// Host and port as the `Host` field has them.
  public var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 80 ? name : "\(name):\(port)"
  }
}
