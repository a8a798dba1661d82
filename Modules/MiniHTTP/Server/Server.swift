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
public final class Server {
  /// What it answers.
  public let router = Router()
  /// How large requests may be, and how long they may take.
  public let limits: HTTPLimits
  private let logger: Logger
  private var listener: TCPListener?
  private var connections: [ObjectIdentifier: ServerConnection] = [:]
  private var acceptor: Fiber?
  private(set) var isStopping = false

  /// A server that does not listen yet.
  public init(limits: HTTPLimits = HTTPLimits(), logger: Logger = Logger(label: "umbra.http")) {
    self.limits = limits
    self.logger = logger
  }

  /// Where it listens; nil when it does not.
  public var localAddress: SocketAddress? { listener?.localAddress }

  /// Listens and serves until ``stop()``, or until the task is cancelled.
  ///
  /// - Throws: `ReactorError.system` where the address cannot be listened on; `CancellationError`.
  public func run(host: String = "127.0.0.1", port: Int) throws {
    try start(host: host, port: port)
    defer { close() }
    try acceptor?.join()
  }

  /// Listens, and serves beside the caller.
  ///
  /// - Throws: `ReactorError.system`; ``HTTPError/notRunning`` on a server that was started before.
  public func start(host: String = "127.0.0.1", port: Int = 0) throws {
    guard listener == nil, !isStopping else { throw HTTPError.notRunning }
    let listener = try TCPListener(host: host, port: port)
    self.listener = listener
    acceptor = try Fiber.spawn(name: "http acceptor") { [self] in
      while !isStopping, let stream = try? listener.accept() { serve(stream) }
    }
  }

  /// Stops accepting, lets the requests in progress finish, and closes all connections.
  ///
  /// - Throws: `CancellationError`; the connections are closed all the same.
  public func stop() throws {
    defer { close() }
    isStopping = true
    listener?.close()
    for connection in connections.values { connection.finish() }
    for connection in connections.values { try connection.fiber?.join() }
  }

  private func close() {
    isStopping = true
    listener?.close()
    for connection in connections.values { connection.close() }
  }

  private func serve(_ stream: TCPStream) {
    let connection = ServerConnection(stream, limits: limits, logger: logger) { [unowned self] in
      try router.respond(to: $0)
    }
    connections[ObjectIdentifier(connection)] = connection
    connection.fiber = try? Fiber.spawn(name: "http connection") { [self] in
      connection.run()
      connections[ObjectIdentifier(connection)] = nil
    }
    if connection.fiber == nil { connection.close() }
  }
}
