import GenLoop
import HTTPTypes
import Logging
import Reactor

/// One connection of a server: reads a request, has it answered, reads the next.
final class ServerConnection {
  private let stream: TCPStream
  private let limits: HTTPLimits
  private let logger: Logger
  private let respond: (Request) throws -> Response
  private var parser: MessageParser
  private var isFinishing = false
  private var isIdle = true
  /// Whether the present request's body has been read to its end.
  private var hasWholeBody = true
  var fiber: Fiber?

  init(
    _ stream: TCPStream,
    limits: HTTPLimits,
    logger: Logger,
    respond: @escaping (Request) throws -> Response
  ) {
    self.stream = stream
    self.limits = limits
    self.logger = logger
    self.respond = respond
    parser = MessageParser(role: .server, limits: limits)
  }

  /// Closes after the request in progress, at once if there is none.
  func finish() {
    isFinishing = true
    if isIdle { close() }
  }

  func close() {
    stream.close()
  }

  func run() {
    defer { stream.close() }
    do {
      while try serveNext() {}
    } catch let error as HTTPError {
      try? refuse(error)
    } catch {
      // The peer went away, or the server closes: nobody is there to be told.
      logger.debug("connection ended: \(error)")
    }
  }

  /// Answers one request; false when the connection is over.
  private func serveNext() throws -> Bool {
    isIdle = true
    guard let head = try readHead(), case .request(let method, let target) = head.start else {
      return false
    }
    isIdle = false
    hasWholeBody = head.framing == .none || head.framing == .length(0)
    let request = Request(
      method: method,
      target: target,
      headers: head.fields,
      peerAddress: try stream.peerAddress
    ) { [self] in
      try readBody(of: head)
    }
    let response = try answer(request)
    try drain()
    let keepsAlive = head.keepsAlive && hasWholeBody && !isFinishing
    try send(response, keepsAlive: keepsAlive, isHead: method == .head)
    return keepsAlive
  }

  private func answer(_ request: Request) throws -> Response {
    do { return try respond(request) } catch let error as HTTPError {
      throw error
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      logger.error("handler of \(request.method.rawValue) \(request.path) failed: \(error)")
      return Response(status: .internalServerError, text: "internal server error\n")
    }
  }

  private func send(_ response: Response, keepsAlive: Bool, isHead: Bool) throws {
    var fields = response.headers
    fields[.date] = HTTPDate.now()
    if !keepsAlive { fields[.connection] = "close" }
    try stream.write(
      MessageWriter.response(
        status: response.status,
        fields: fields,
        body: response.body,
        isHead: isHead
      )
    )
  }

  private func refuse(_ error: HTTPError) throws {
    logger.debug("request refused: \(error)")
    guard error != .truncated else { return }
    try send(Response(status: error.status, text: "\(error)\n"), keepsAlive: false, isHead: false)
  }
}

// MARK: - Reading

extension ServerConnection {
  /// The next request's head, nil at the connection's end.
  private func readHead() throws -> MessageHead? {
    if let event = try parser.next(), case .head(let head) = event { return head }
    guard try waitForFirstByte() else { return nil }
    return try within(limits.headerTime) {
      while true {
        if let event = try parser.next(), case .head(let head) = event { return head }
        guard try receive() else { return nil }
      }
    }
  }

  /// Waits for the next request to begin; false when none does.
  private func waitForFirstByte() throws -> Bool {
    guard !parser.isInMessage else { return true }
    do { return try within(limits.idleTime) { try receive() } } catch HTTPError.timedOut {
      return false
    }
  }

  private func readBody(of head: MessageHead) throws -> [UInt8] {
    if case .length(let length) = head.framing, length > limits.body {
      throw HTTPError.bodyTooLarge
    }
    if !hasWholeBody, head.fields[.expect]?.lowercased() == "100-continue" {
      try stream.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }
    return try within(limits.bodyTime) {
      var body: [UInt8] = []
      while let part = try nextPart() {
        body += part
        guard body.count <= limits.body else { throw HTTPError.bodyTooLarge }
      }
      return body
    }
  }

  /// Reads what the handler left of a body, so that the next request can be found; gives up on a
  /// long one, and the connection with it.
  private func drain() throws {
    var left = 64 << 10
    try within(limits.bodyTime) {
      while !hasWholeBody, left > 0, parser.isInMessage, let part = try nextPart() {
        left -= part.count
      }
    }
  }

  private func nextPart() throws -> [UInt8]? {
    while true {
      switch try parser.next() {
      case .body(let bytes): return bytes
      case .end:
        hasWholeBody = true
        return nil
      case .head: throw HTTPError.malformedStartLine
      case nil: guard try receive() else { throw HTTPError.truncated }
      }
    }
  }

  private func receive() throws -> Bool {
    guard let bytes = try stream.read() else {
      parser.receiveEnd()
      return try parser.next() != nil
    }
    parser.receive(bytes)
    return true
  }

  private func within<T>(_ limit: Duration, _ body: () throws -> T) throws -> T {
    do { return try withTimeout(limit, body) } catch is GenTimeoutError { throw HTTPError.timedOut }
  }
}
