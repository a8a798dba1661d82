import GenLoop
public import Logging
public import Reactor

/// An HTTP/1.1 server on the loop: a fibre a connection.
///
/// ```swift
/// let app = Server()
/// app.router.get("/") { request in
///   Response(body: try request.read(), contentType: request.contentType)
/// }
/// try GenLoop.run { try app.run(host: "127.0.0.1", port: 8080) }
/// ```
///
/// A handler's error becomes a logged 500. It belongs to the loop that it was started on.
public final class Server {
  /// What it answers.
  public let router = Router()
  private let core: ServerCore
  /// One permit for each connection that there may be.
  private let places: Semaphore
  private var listener: TCPListener?
  private var acceptor: Fiber?
  private var watchman: Fiber?
  private var connections: [ObjectIdentifier: (ServerConnection, Fiber)] = [:]
  private var hasStopped = false

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
    places = Semaphore(max(1, maxConnections))
  }

  /// How large requests may be, and how long clients may take.
  public var limits: HTTPLimits { core.limits }

  /// Where it listens; nil when it does not.
  public var localAddress: SocketAddress? { hasStopped ? nil : listener?.localAddress }

  /// How many connections are open.
  public var connectionCount: Int { connections.count }

  /// Listens and serves until ``stop(within:)``, or until the fibre is cancelled.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name.
  ///   - port: 0 lets the system choose; see ``localAddress``.
  /// - Throws: As ``start(host:port:)``; `CancellationError`.
  public func run(host: String = "127.0.0.1", port: Int) throws {
    try start(host: host, port: port)
    defer { abort() }
    try acceptor?.join()
    for (_, fiber) in connections.values { try fiber.join() }
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
    acceptor = try Fiber.spawn(name: "http acceptor") { [self] in accept(from: listener) }
    watchman = try Fiber.spawn(name: "http watch") { [self] in
      core.watch.run { [self] tick in
        for (connection, _) in connections.values { connection.expire(at: tick) }
        return connections.count
      }
    }
  }

  /// Accepts no more, lets the exchanges in progress end, and closes all connections.
  ///
  /// - Parameter limit: How long the exchanges may take; what is left of them then is cancelled.
  /// - Throws: `CancellationError`; everything is closed all the same.
  public func stop(within limit: Duration = .seconds(10)) throws {
    defer { abort() }
    hasStopped = true
    listener?.close()
    for (connection, _) in connections.values { connection.finish() }
    do {
      try withTimeout(limit) { for (_, fiber) in connections.values { try fiber.join() } }
    } catch is GenTimeoutError {
      abort()
    }
    try withShield { for (_, fiber) in connections.values { try fiber.join() } }
  }

  private func abort() {
    hasStopped = true
    listener?.close()
    acceptor?.cancel()
    watchman?.cancel()
    for (_, fiber) in connections.values { fiber.cancel() }
  }
}

// MARK: - Connections

extension Server {
  private func accept(from listener: TCPListener) {
    while !hasStopped {
      do {
        try places.acquire()
        serve(try listener.accept())
      } catch let error as ReactorError {
        // Out of descriptors, say: whoever waits does so in the backlog until some are back.
        places.release()
        core.logger.error("cannot accept a connection: \(error)")
        guard (try? Fiber.sleep(for: .milliseconds(100))) != nil else { return }
      } catch {
        return
      }
    }
  }

  private func serve(_ stream: TCPStream) {
    let connection = ServerConnection(stream, core)
    let key = ObjectIdentifier(connection)
    do {
      // Strangers' JSON and the like recurse: they get room.
      let fiber = try Fiber.spawn(name: "http connection", stack: .large) { [self] in
        connection.run()
        connections[key] = nil
        places.release()
      }
      connections[key] = (connection, fiber)
      core.watch.wake()
    } catch {
      core.logger.error("cannot serve a connection: \(error)")
      stream.close()
      places.release()
    }
  }
}
