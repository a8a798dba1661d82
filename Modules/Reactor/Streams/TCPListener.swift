/// A TCP socket that accepts connections.
///
/// ```swift
/// let listener = try TCPListener(host: "127.0.0.1", port: 0)
/// defer { listener.close() }
/// while true {
///   let stream = try listener.accept()
///   try Fiber.spawn { serve(stream) }
/// }
/// ```
public final class TCPListener: StreamListener {
  /// Where it listens, with the port that the system gave if it was asked for one.
  public let localAddress: SocketAddress
  private let handle: TCPHandle

  /// Binds and listens.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name, of which the first address counts.
  ///   - port: 0 to 65535; 0 lets the system choose.
  ///   - backlog: How many connections may wait to be accepted.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the address,
  ///   ``StreamError/badPort(_:)``, `CancellationError`.
  public init(host: String = "127.0.0.1", port: Int = 0, backlog: Int = 1024) throws {
    guard (0...65535).contains(port) else { throw StreamError.badPort(port) }
    let address = try NameLookup.addresses(of: host, port: port)[0]
    let handle = try TCPHandle()
    do {
      try handle.bindAndListen(on: address, backlog: backlog)
      localAddress = try handle.localAddress()
    } catch {
      handle.close()
      throw error
    }
    self.handle = handle
  }

  /// Waits for the next connection.
  ///
  /// - Returns: The connection, with Nagle's delay off.
  /// - Throws: ``StreamError/closed`` once the listener is closed,
  ///   ``ReactorError/system(operation:code:)``, `CancellationError`.
  public func accept() throws -> TCPStream {
    while true {
      if let stream = try acceptArrived() { return stream }
      try handle.waitForArrival()
    }
  }

  /// Takes a connection that has arrived, without waiting; on a fibre or not.
  ///
  /// - Returns: The connection, with Nagle's delay off; nil where none has arrived.
  /// - Throws: ``StreamError/closed`` once the listener is closed,
  ///   ``ReactorError/system(operation:code:)``.
  public func acceptArrived() throws -> TCPStream? {
    try handle.acceptArrived().map(TCPStream.init)
  }

  /// Has `body` called on the loop, outside of any fibre, whenever a connection has arrived: for
  /// servers that hold no fibre to wait for one.
  ///
  /// One that is not taken by ``acceptArrived()`` waits, and the next ones in the system's backlog
  /// behind it. ``close()`` ends the calls.
  public func onArrival(_ body: @escaping () -> Void) { handle.arrivals?.onArrival = body }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { handle.isClosing }

  /// Stops listening; whoever waits in ``accept()`` gets ``StreamError/closed``.
  public func close() { handle.close() }
}
