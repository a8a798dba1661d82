import CUV

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
public final class TCPListener {
  /// Where it listens, with the port that the system gave if it was asked for one.
  public let localAddress: SocketAddress
  private let handle: TCPHandle
  private let arrivals = Arrivals()

  /// Binds and listens.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name.
  ///   - port: 0 to 65535; 0 lets the system choose.
  ///   - backlog: How many connections may wait to be accepted.
  /// - Throws: `ReactorError.system` naming the address, `CancellationError`.
  public init(host: String = "127.0.0.1", port: Int = 0, backlog: Int = 1024) throws {
    guard (0...65535).contains(port) else { throw StreamError.badPort(port) }
    let address = try NameLookup.addresses(of: host, port: port)[0]
    handle = try TCPHandle()
    do {
      try handle.listen(on: address, backlog: backlog) { stream, status in
        guard status == 0, let data = stream?.pointee.data else { return }
        let listener = Unmanaged<TCPHandle>.fromOpaque(data).takeUnretainedValue()
        (listener.companion as? Arrivals)?.count += 1
        (listener.companion as? Arrivals)?.wake()
      }
      localAddress = try handle.localAddress()
    } catch {
      handle.close()
      throw error
    }
    handle.companion = arrivals
    arrivals.onClose(of: handle)
  }

  /// Waits for the next connection.
  ///
  /// - Returns: The connection, with Nagle's delay off.
  /// - Throws: `StreamError.closed` once the listener is closed, `CancellationError`.
  public func accept() throws -> TCPStream {
    while arrivals.count == 0 {
      guard !handle.isClosing else { throw StreamError.closed }
      try Fiber.park { arrivals.waiters.append($0) }
    }
    arrivals.count -= 1
    return TCPStream(try handle.acceptArrived())
  }

  /// Stops listening; whoever waits in ``accept()`` gets `StreamError.closed`.
  public func close() {
    handle.close()
    arrivals.wakeAll()
  }
}

/// Connections that have arrived and were not accepted yet, and who waits for one.
private final class Arrivals {
  var count = 0
  var waiters: [Parking] = []

  func onClose(of handle: TCPHandle) {
    handle.onClose = { [weak self] in self?.wakeAll() }
  }

  func wake() {
    while !waiters.isEmpty { if waiters.removeFirst().unpark() { return } }
  }

  func wakeAll() {
    for waiter in waiters { waiter.unpark() }
    waiters = []
  }
}
