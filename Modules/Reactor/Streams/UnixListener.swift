/// A Unix-domain socket that accepts connections.
///
/// ```swift
/// let listener = try UnixListener(at: "/run/umbra.sock", replacesStale: true)
/// defer { listener.close() }                       // takes the file away, too
/// let stream = try listener.accept()
/// ```
///
/// A listener at a path makes a socket file, which ``close()`` takes away if it is still the
/// listener's own. A program that was killed leaves its file behind, and the next one is told
/// `EADDRINUSE`; with `replacesStale` it replaces a socket file that nobody listens at. Who may
/// connect is decided by the file's permissions (the process's umask) and its folder's.
/// Abstract names have neither file nor permissions.
public final class UnixListener: StreamListener {
  /// Where it listens.
  public let localAddress: UnixAddress
  private let handle: PipeHandle

  /// Binds and listens.
  ///
  /// - Parameters:
  ///   - address: A path or an abstract name.
  ///   - replacesStale: Whether a socket file that nobody listens at is replaced. Files of any
  ///     other kind, and sockets in use, never are.
  ///   - backlog: How many connections may wait to be accepted.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the address,
  ///   ``StreamError/badUnixAddress(_:)``.
  public init(at address: UnixAddress, replacesStale: Bool = false, backlog: Int = 1024) throws {
    handle = try PipeHandle.listen(at: address, replacesStale: replacesStale, backlog: backlog)
    localAddress = address
  }

  /// Waits for the next connection.
  ///
  /// - Returns: The connection.
  /// - Throws: ``StreamError/closed`` once the listener is closed,
  ///   ``ReactorError/system(operation:code:)``, `CancellationError`.
  public func accept() throws -> UnixStream {
    while true {
      if let stream = try acceptArrived() { return stream }
      try handle.waitForArrival()
    }
  }

  /// Takes a connection that has arrived, without waiting; on a fibre or not.
  ///
  /// - Returns: The connection; nil where none has arrived.
  /// - Throws: ``StreamError/closed`` once the listener is closed,
  ///   ``ReactorError/system(operation:code:)``.
  public func acceptArrived() throws -> UnixStream? {
    try handle.acceptArrived().map(UnixStream.init)
  }

  /// Has `body` called on the loop, outside of any fibre, whenever a connection has arrived: for
  /// servers that hold no fibre to wait for one.
  ///
  /// One that is not taken by ``acceptArrived()`` waits, and the next ones in the system's backlog
  /// behind it. ``close()`` ends the calls.
  public func onArrival(_ body: @escaping () -> Void) { handle.arrivals?.onArrival = body }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { handle.isClosing }

  /// Stops listening and removes the socket file; whoever waits in ``accept()`` gets
  /// ``StreamError/closed``.
  public func close() { handle.close() }
}
