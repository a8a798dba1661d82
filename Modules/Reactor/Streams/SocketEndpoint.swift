/// An address of whichever family.
package enum SocketEndpoint: Sendable, Hashable {
  /// IPv4 or IPv6.
  case network(SocketAddress)
  /// A socket of this machine.
  case unix(UnixAddress)
}

extension SocketEndpoint: CustomStringConvertible {
  package var description: String {
    switch self {
    case .network(let address): address.description
    case .unix(let address): address.description
    }
  }
}
