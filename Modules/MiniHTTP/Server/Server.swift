import GenLoop
public import Logging
public import Reactor

/// An HTTP/1.1 server on the loop.
///
/// ```swift
/// let app = Server()
/// app.router.get("/") { request in
///   Response(body: try request.read(), contentType: request.contentType)
/// }
/// try GenLoop.run { try app.run(host: "127.0.0.1", port: 8080) }
/// ```
///
/// Handlers run on fibres, so they may wait; a connection that waits for its next request has none. A
/// handler's error becomes a logged 500; a client that goes away cancels its handler. The server belongs
/// to the loop that it was started on.
public final class Server {
  /// What it answers.
  public let router = Router()
  let core: ServerCore
  private let maxConnections: Int
  private var listener: TCPListener?
  private var watchman: Fiber?
  private var connections: [ObjectIdentifier: ServerConnection] = [:]
  private var hasStopped = false
  /// Who waits for the last connection's end.
  private var waiters: [Parking] = []

  /// A server that does not listen yet.
  ///
  /// - Parameters:
  ///   - limits: How large requests may be, and how long clients may take.
  ///   - maxConnections: How many connections are served at once; more have to wait in the system's
  ///     backlog.
  ///   - logger: For failed handlers (`error`) and refused requests (`debug`).
  public init(
    limits: HTTPLimits = HTTPLimits(),
    maxConnections: Int = 10_000,
    logger: Logger = Logger(label: "umbra.http")
  ) {
    core = ServerCore(router: router, limits: limits, logger: logger)
    self.maxConnections = max(1, maxConnections)
    core.onEnd = { [weak self] in self?.forget($0) }
  }

  /// How large requests may be, and how long clients may take.
  public var limits: HTTPLimits { core.limits }

  /// Where it listens; nil when it does not.
  public var localAddress: SocketAddress? { hasStopped ? nil : listener?.localAddress }

  /// How many connections are open.
  public var connectionCount: Int { connections.count }

  /// Listens and serves until ``stop(within:)``, or until the fibre is cancelled.
  ///
  /// Away from a loop it makes one, and has this thread to itself.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name.
  ///   - port: 0 lets the system choose; see ``localAddress``.
  /// - Throws: As ``start(host:port:)``; `CancellationError`.
  public func run(host: String = "127.0.0.1", port: Int) throws {
    guard Fiber.current != nil else {
      return try GenLoop.run { try run(host: host, port: port) }
    }
    try start(host: host, port: port)
    do { try waitUntilEnded() } catch {
      try? withShield { try stop(within: .zero) }
      throw error
    }
  }

  /// Listens, and serves beside the caller.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name.
  ///   - port: 0 lets the system choose; see ``localAddress``.
  /// - Throws: ``HTTPError/invalidRoute(pattern:reason:)``, ``HTTPError/serverState(_:)`` on a server
  ///   that was started before; `ReactorError.system` where there is nothing to be listened on.
  public func start(host: String = "127.0.0.1", port: Int = 0) throws {
    guard listener == nil else { throw HTTPError.serverState(hasStopped ? .stopped : .running) }
    try router.validate()
    let listener = try TCPListener(host: host, port: port)
    self.listener = listener
    listener.onArrival { [unowned self] in accept() }
    watchman = try Fiber.spawn(name: "http watch") { [self] in
      core.watch.run { [self] tick in
        for connection in connections.values { connection.expire(at: tick) }
        return connections.count
      }
    }
  }

  /// Accepts no more, lets the exchanges in progress end, and closes all connections.
  ///
  /// Their responses say that they are the last (`Connection: close`).
  ///
  /// - Parameter limit: How long the exchanges may take; what is left of them then is cancelled.
  /// - Throws: `CancellationError`; everything is closed all the same.
  public func stop(within limit: Duration = .seconds(10)) throws {
    hasStopped = true
    listener?.close()
    for connection in connections.values { connection.finish() }
    let waited = Result { try withTimeout(limit) { try waitUntilEnded() } }
    for connection in connections.values { connection.close() }
    core.workers.close()
    watchman?.cancel()
    try withShield {
      try core.workers.join()
      try watchman?.join()
    }
    for waiter in waiters { waiter.unpark() }
    do { try waited.get() } catch is GenTimeoutError {}
  }

  /// Waits until the server has stopped and has no connections left.
  private func waitUntilEnded() throws {
    while !hasStopped || !connections.isEmpty { try Fiber.park { waiters.append($0) } }
  }
}

// MARK: - Connections

extension Server {
  /// Takes the connections that have arrived, as many as there is room for; on the loop.
  private func accept() {
    while !hasStopped, connections.count < maxConnections {
      do {
        guard let stream = try listener?.acceptArrived() else { return }
        begin(stream)
      } catch {
        return core.logger.error("cannot accept a connection: \(error)")
      }
    }
  }

  private func begin(_ stream: TCPStream) {
    let connection = ServerConnection(stream, core)
    connections[ObjectIdentifier(connection)] = connection
    core.watch.wake()
    do { try connection.start() } catch {
      core.logger.debug("connection ended: \(error)")
      connection.close()
    }
  }

  /// A connection is over: there is room for another, and perhaps it was the last.
  private func forget(_ connection: ServerConnection) {
    connections[ObjectIdentifier(connection)] = nil
    guard hasStopped else { return accept() }
    guard connections.isEmpty else { return }
    for waiter in waiters { waiter.unpark() }
    waiters = []
  }
}
