/// A UDP socket, on the loop.
///
/// ```swift
/// let socket = try UDPSocket(port: 5353)
/// defer { socket.close() }
/// while true {
///   let message = try socket.receive()
///   try socket.send(message.bytes, to: message.sender)
/// }
/// ```
///
/// UDP loses, doubles and reorders. Messages that arrive while nobody receives are kept up to
/// 1 MiB; from then on they wait in the system, which drops what does not fit there.
public final class UDPSocket {
  let handle: UDPHandle

  /// Binds a socket.
  ///
  /// - Parameters:
  ///   - host: The address of this machine to be reached at; `0.0.0.0` or `::` for all of them.
  ///     It also decides between IPv4 and IPv6.
  ///   - port: 0 to 65535; 0 lets the system choose.
  ///   - reusesAddress: Whether several sockets may have the same address, as receivers of a
  ///     multicast group do.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the address,
  ///   ``StreamError/badPort(_:)``, `CancellationError`.
  public init(host: String = "127.0.0.1", port: Int = 0, reusesAddress: Bool = false) throws {
    guard (0...65535).contains(port) else { throw StreamError.badPort(port) }
    let address = try NameLookup.addresses(of: host, port: port)[0]
    handle = try UDPHandle()
    do { try handle.bind(to: address, reusesAddress: reusesAddress) } catch {
      handle.close()
      throw error
    }
  }

  private init(_ handle: UDPHandle) {
    self.handle = handle
  }

  /// A socket that talks with one peer alone: others' messages do not reach it, and an answer that
  /// nobody is there is an error.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name, of which the first address counts.
  ///   - port: 1 to 65535.
  /// - Returns: The socket, at an address and port that the system has chosen.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the address,
  ///   ``StreamError/badPort(_:)``, `CancellationError`.
  public static func connect(to host: String, port: Int) throws -> UDPSocket {
    guard (1...65535).contains(port) else { throw StreamError.badPort(port) }
    let address = try NameLookup.addresses(of: host, port: port)[0]
    let handle = try UDPHandle()
    do { try handle.connect(to: address) } catch {
      handle.close()
      throw error
    }
    return UDPSocket(handle)
  }

  /// Where it is bound.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public var localAddress: SocketAddress {
    get throws { try handle.localAddress() }
  }

  /// The one peer of a connected socket.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)`` where there is none.
  public var peerAddress: SocketAddress {
    get throws { try handle.peerAddress() }
  }

  // MARK: Messages

  /// Waits for the next message.
  ///
  /// Several fibres may wait; each message goes to one of them.
  ///
  /// - Returns: The message; its sender need not be who it claims to be.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``
  ///   (`ECONNREFUSED` where the peer of a connected socket is not there), `CancellationError`.
  public func receive() throws -> Datagram { try handle.receive() }

  /// Sends a message; waits while the system has no room for it.
  ///
  /// - Parameters:
  ///   - bytes: At most 65,507 over IPv4; what is longer than the network's packets (1,472 bytes
  ///     mostly) gets lost more often.
  ///   - receiver: To whom; with a name instead of an address it is looked up each time.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)`` naming the
  ///   receiver, `CancellationError`, where the message may still be sent.
  public func send(_ bytes: [UInt8], to receiver: SocketAddress) throws {
    guard (1...65535).contains(receiver.port) else { throw StreamError.badPort(receiver.port) }
    let address = try NameLookup.addresses(of: receiver.host, port: receiver.port)[0]
    try handle.send(bytes, to: address)
  }

  /// Sends a message to the peer of a connected socket.
  ///
  /// - Throws: As ``send(_:to:)``; ``ReactorError/system(operation:code:)`` where there is no peer.
  public func send(_ bytes: [UInt8]) throws { try handle.send(bytes, to: nil) }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { handle.isClosing }

  /// Closes the socket; whoever waits on it gets ``StreamError/closed``.
  public func close() { handle.close() }
}
