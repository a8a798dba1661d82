public import Reactor

/// The address of a ``GenSocket``.
public enum GenSocketAddress: Sendable, Hashable {
  /// A host, by name or number, and a port.
  case host(String, port: Int)
  /// A socket of this machine.
  case unix(UnixAddress)

  init(_ endpoint: SocketEndpoint) {
    self =
      switch endpoint {
      case .network(let address): .host(address.host, port: address.port)
      case .unix(let address): .unix(address)
      }
  }

  var endpoint: SocketEndpoint {
    switch self {
    case .host(let host, let port): .network(SocketAddress(host: host, port: port))
    case .unix(let address): .unix(address)
    }
  }

  /// The port; nil where there is none.
  public var port: Int? {
    if case .host(_, let port) = self { port } else { nil }
  }
}

extension GenSocketAddress: CustomStringConvertible {
  /// `127.0.0.1:80`, or a path.
  public var description: String { "\(endpoint)" }
}
