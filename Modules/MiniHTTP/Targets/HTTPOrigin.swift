/// Whom a client talks to: scheme, host and port (RFC 9110, 4.3.1).
///
/// Connections are kept by origin.
public struct HTTPOrigin: Sendable, Hashable {
  /// The schemes of HTTP.
  public enum Scheme: String, Sendable, Hashable {
    /// Plain TCP; port 80.
    case http
    /// TLS; port 443.
    case https

    /// The port where a URL names none.
    public var defaultPort: Int { self == .http ? 80 : 443 }
  }

  /// How it is spoken to.
  public let scheme: Scheme
  /// The name or numeric address, in lower case, without brackets.
  public let host: String
  /// The port, 0 to 65535.
  public let port: Int

  /// An origin.
  ///
  /// Nothing is looked up.
  public init(scheme: Scheme = .http, host: String, port: Int? = nil) {
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port ?? scheme.defaultPort
  }

  /// As Host has it: the port only where it is not the scheme's own (RFC 9110, 7.2).
  var hostField: String {
    Authority(host: host, port: port == scheme.defaultPort ? nil : port).description
  }
}

extension HTTPOrigin: CustomStringConvertible {
  /// `http://localhost:8080`.
  public var description: String { "\(scheme.rawValue)://\(hostField)" }
}
