/// One message of a ``UDPSocket``, whole or not there at all.
public struct Datagram: Sendable, Hashable {
  /// What it says; possibly nothing.
  public let bytes: [UInt8]
  /// Who sent it, as the network claims.
  public let sender: SocketAddress

  /// A message.
  public init(bytes: [UInt8], sender: SocketAddress) {
    self.bytes = bytes
    self.sender = sender
  }
}
