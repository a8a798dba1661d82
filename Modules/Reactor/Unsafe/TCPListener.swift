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
    while true {
      if let stream = try acceptArrived() { return stream }
      try Fiber.park { arrivals.waiters.append($0) }
    }
  }

  /// Takes a connection that has arrived, without waiting; on a fibre or not.
  ///
  /// - Returns: The connection, with Nagle's delay off; nil where none has arrived.
  /// - Throws: `StreamError.closed` once the listener is closed, `ReactorError.system`.
  public func acceptArrived() throws -> TCPStream? {
    guard !handle.isClosing else { throw StreamError.closed }
    guard arrivals.count > 0 else { return nil }
    arrivals.count -= 1
    return TCPStream(try handle.acceptArrived())
  }

  /// Has `body` called on the loop, outside of any fibre, whenever a connection has arrived: for servers
  /// that hold no fibre to wait for one.
  ///
  /// One that is not taken by ``acceptArrived()`` waits, and the next ones in the system's backlog behind
  /// it. ``close()`` ends the calls.
  public func onArrival(_ body: @escaping () -> Void) {
    arrivals.receiver = body
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
  var receiver: (() -> Void)?

  func onClose(of handle: TCPHandle) {
    handle.onClose = { [weak self] in
      self?.receiver = nil
      self?.wakeAll()
    }
  }

  func wake() {
    if let receiver { return receiver() }
    while !waiters.isEmpty { if waiters.removeFirst().unpark() { return } }
  }

  func wakeAll() {
    for waiter in waiters { waiter.unpark() }
    waiters = []
  }
}
