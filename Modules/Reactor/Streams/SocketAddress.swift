/// The address of a TCP endpoint.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
  /// The numeric address: `127.0.0.1`, `::1`.
  public let host: String
  /// The port, 0 to 65535.
  public let port: Int

  /// An address.
  ///
  /// Nothing is looked up.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// As in a URL: `127.0.0.1:80`, `[::1]:80`.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
