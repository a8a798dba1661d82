/// The address of a TCP or UDP endpoint.
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

  /// Looks a host's name up: in the system's hosts file and by DNS, as `getaddrinfo` does.
  ///
  /// Two look-ups run at once in the whole process, on libuv's pool of threads; others wait in a
  /// line. Cancelling ends the wait at once, and the look-up when the system gives it up.
  ///
  /// - Parameters:
  ///   - host: A name, or a numeric address, which is returned as it is.
  ///   - port: The port of the addresses returned.
  /// - Returns: At least one address, in the order in which they are to be tried.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the host, ``StreamError/badPort(_:)``,
  ///   `CancellationError`, ``ReactorError/notOnFiber(operation:)``.
  public static func resolve(_ host: String, port: Int = 0) throws -> [SocketAddress] {
    guard (0...65535).contains(port) else { throw StreamError.badPort(port) }
    return try NameLookup.addresses(of: host, port: port).compactMap(\.address)
  }
}
