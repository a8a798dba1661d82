import HTTPTypes
import Logging
import Reactor

/// One connection of a server: reads a request, has it answered, reads the next.
///
/// What may happen when is the business of ``ConnectionState``; this does it.
final class ServerConnection {
  let stream: TCPStream
  let core: ServerCore
  var state = ConnectionState(.server)
  var parser: MessageParser<RequestHead>
  private var scope: CancelScope?
  private lazy var peerAddress =
    (try? stream.peerAddress) ?? SocketAddress(host: "0.0.0.0", port: 0)
  private let noBody = StoredBody([])
  /// How long the present request's body is, if that is known.
  private(set) var bodyLength: Int?
  /// What the client is waited for, and until which step of the watch.
  private var patience: (deadline: HTTPError.Deadline, end: Int) = (.idle, .max)
  private var expired: HTTPError.Deadline?

  init(_ stream: TCPStream, _ core: ServerCore) {
    self.stream = stream
    self.core = core
    parser = MessageParser(limits: core.limits, context: ())
  }

  /// Serves until the connection's end; on the fibre of the connection.
  func run() {
    defer {
      state.closed()
      stream.close()
    }
    do {
      try withCancelScope { scope in
        self.scope = scope
        while try serveNext() {}
        try linger()
      }
    } catch {
      conclude(error)
    }
  }

  /// Closes after the exchange in progress, at once if there is none.
  func finish() {
    if state.shutDown() { stream.close() }
  }

  private func serveNext() throws -> Bool {
    guard let head = try nextHead() else { return false }
    try state.requestHead(keepsAlive: head.keepsAlive, expectsContinue: head.expectsContinue)
    let body = head.framing.isEmpty ? nil : RequestBody(of: self, head.framing)
    if body == nil { _ = try nextPart() }
    bodyLength = head.framing.length
    let received = ReceivedBody(body ?? noBody, limit: core.limits.body)
    let request = Request(head, body: received, peerAddress: peerAddress)
    let response = try answer(request)
    body?.end()
    let encoder = ResponseEncoder(method: head.method, version: head.version)
    var action = try send(response, encoder, request)
    if action == .drainRequest { action = try drain() }
    return action == .nextExchange
  }

  /// What the router says, or what its error says.
  private func answer(_ request: Request) throws -> Response {
    do {
      return try core.router.respond(to: request)
    } catch let error as HTTPError where error.blame == .peer {
      core.logger.debug("refused \(request.method) \(request.path): \(error)")
      if expired != nil || parser.hasFailed { throw error }
      return Response(error)
    } catch {
      if Fiber.current?.isCancelled == true { throw error }
      return fail(request, error)
    }
  }

  /// A logged 500, of which the client learns nothing else.
  func fail(_ request: Request, _ error: any Error) -> Response {
    core.logger.error("handler of \(request.method) \(request.path) failed: \(error)")
    return Response(status: .internalServerError, text: "Internal Server Error\n")
  }
}

// MARK: - Deadlines

extension ServerConnection {
  /// Waits for the client, as long as `deadline` lets it.
  ///
  /// A deadline that goes on is not begun anew: a head has one for all of its reads.
  func wait<T>(
    for deadline: HTTPError.Deadline,
    goesOn: Bool = false,
    _ body: () throws -> T
  ) throws -> T {
    if !goesOn || patience.deadline != deadline || patience.end == .max {
      patience = (deadline, core.watch.end(of: deadline))
    }
    defer { if !goesOn { patience.end = .max } }
    do { return try body() } catch is CancellationError {
      if let expired { throw HTTPError.timeout(expired) }
      throw CancellationError()
    }
  }

  /// No deadline holds any more.
  func stopWaiting() {
    patience.end = .max
  }

  /// Ends the present wait if it has lasted too long.
  func expire(at tick: Int) {
    guard tick >= patience.end else { return }
    patience.end = .max
    expired = patience.deadline
    scope?.cancel()
  }
}

// MARK: - The end

extension ServerConnection {
  /// How long a refused client may take to read its answer.
  private static let lingering = Duration.seconds(2)

  /// Tells the client what was wrong, if it can still be told.
  private func conclude(_ error: any Error) {
    guard let error = error as? HTTPError, error.blame == .peer, error.isAnswered, state.failed()
    else {
      core.logger.debug("connection ended: \(error)")
      return
    }
    core.logger.debug("refused: \(error)")
    try? withShield {
      let encoder = ResponseEncoder(method: .get, version: .http11)
      try withTimeLimit(ServerConnection.lingering) { _ in
        _ = try send(Response(error), encoder, nil)
      }
      try linger()
    }
  }

  /// While a client still sends a body, reads it to its end: were the connection closed on bytes on their
  /// way, the answer might be lost with them (RFC 9112, 9.6).
  private func linger() throws {
    guard state.request == .body else { return }
    try withTimeLimit(ServerConnection.lingering) { _ in
      if parser.hasFailed {
        while try stream.read() != nil {}
      } else {
        while try nextPart() != nil {}
      }
    }
  }
}

extension HTTPError {
  /// Whether a client that does this is there to be told.
  fileprivate var isAnswered: Bool {
    self != .incompleteMessage && self != .timeout(.idle) && self != .timeout(.write)
  }
}
