import GenLoop
import HTTPTypes
import Reactor

/// One connection of a client: sends a request, reads its answer, and may be used again then.
final class ClientConnection {
  let origin: HTTPOrigin
  private let stream: TCPStream
  private var state = ConnectionState(.client)
  private var parser: MessageParser<ResponseHead>
  /// How long the server may take for each part of a body.
  private var partTime = Duration.zero
  /// Whether something has come of the present answer.
  private(set) var hasHeard = false

  /// Connects.
  ///
  /// - Throws: ``HTTPError/unsupportedScheme(_:)``, ``HTTPError/unreachable(_:_:)``,
  ///   `CancellationError`.
  init(to origin: HTTPOrigin, limits: HTTPLimits) throws {
    guard origin.scheme == .http else {
      throw HTTPError.unsupportedScheme(origin.scheme.rawValue)
    }
    self.origin = origin
    do {
      stream = try TCPStream.connect(to: origin.host, port: origin.port)
    } catch ReactorError.system(_, let code) {
      throw HTTPError.unreachable(origin, code)
    }
    parser = MessageParser(limits: limits, context: .get)
  }

  /// Whether another request can be sent.
  var isReusable: Bool { state.isIdle && parser.isIdle && !stream.isClosed }

  func close() {
    state.closed()
    stream.close()
  }

  /// Waits until the server closes the idle connection or says something unasked.
  ///
  /// - Throws: `CancellationError` where neither has happened.
  func watch() throws {
    try checkCancellation()
    do { _ = try stream.read() } catch is CancellationError {
      throw CancellationError()
    } catch {}
  }

  /// What the connection meets, in this module's words.
  private func named<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch ReactorError.system(_, let code) {
      throw HTTPError.connectionBroken(origin, code)
    } catch StreamError.closed {
      throw HTTPError.connectionClosed
    }
  }
}

// MARK: - The request

extension ClientConnection {
  /// Sends a request and waits for the head of its answer.
  ///
  /// - Parameters:
  ///   - request: What to send.
  ///   - upload: Its body.
  ///   - keepsAlive: Whether the connection is to be used again.
  /// - Returns: The head.
  /// - Throws: What is wrong with the answer, or the request; whatever the connection meets.
  func exchange(
    _ request: ClientRequest,
    _ upload: Upload,
    keepsAlive: Bool
  ) throws -> ResponseHead {
    var bytes: [UInt8] = []
    let framing = try encode(request, upload, keepsAlive: keepsAlive, to: &bytes)
    parser = MessageParser(limits: request.limits, context: request.method)
    partTime = request.limits.bodyTime
    hasHeard = false
    try state.requestHead(keepsAlive: keepsAlive)
    let failure = Result { try named { try send(upload, framing, after: bytes) } }
    switch failure {
    case .success: _ = try state.requestEnd()
    case .failure(let error) where (error as? HTTPError)?.blame != .network: throw error
    case .failure: break
    }
    do { return try receiveHead() } catch {
      // The server may have refused the request before it had all of it, and then its answer counts;
      // if there is none, what went wrong first does.
      try failure.get()
      throw error
    }
  }

  private func encode(
    _ request: ClientRequest,
    _ upload: Upload,
    keepsAlive: Bool,
    to bytes: inout [UInt8]
  ) throws(HTTPError) -> BodyFraming {
    let encoder = RequestEncoder(
      method: request.method,
      target: try RequestTarget(request.url.target, method: request.method),
      host: request.url.origin.hostField
    )
    let facts = try SentFacts(request.headers)
    let framing = try encoder.framing(length: upload.length, declared: facts.contentLength)
    try encoder.append(
      request.headers,
      framing: framing,
      keepsAlive: keepsAlive && !facts.wantsClose,
      to: &bytes
    )
    return framing
  }

  private func send(_ upload: Upload, _ framing: BodyFraming, after head: [UInt8]) throws {
    var encoder = BodyEncoder(framing)
    switch upload {
    case .bytes(let body):
      var bytes = head
      try encoder.append(body, to: &bytes)
      try encoder.end(to: &bytes)
      try stream.write(bytes)
    case .stream(_, let produce):
      try stream.write(head)
      try send(produce, &encoder)
    }
  }

  private func send(
    _ produce: (BodyWriter) throws -> Void,
    _ encoder: inout BodyEncoder
  ) throws {
    var present = encoder
    let writer = BodyWriter { [stream] part in
      var bytes: [UInt8] = []
      try present.append(part, to: &bytes)
      try stream.write(bytes)
    }
    defer { writer.end() }
    try produce(writer)
    var bytes: [UInt8] = []
    try present.end(trailers: writer.trailers, to: &bytes)
    try stream.write(bytes)
  }
}

// MARK: - The answer

extension ClientConnection {
  private func receiveHead() throws -> ResponseHead {
    while let event = try nextEvent() {
      switch event {
      case .interim: try state.interimResponse()
      case .head(let head):
        _ = try state.responseHead(keepsAlive: head.keepsAlive)
        return head
      default: throw HTTPError.unexpectedData
      }
    }
    throw HTTPError.connectionClosed
  }

  /// Waits for the next part of the body; nil at its end.
  func nextPart(_ onTrailers: (HTTPFields) -> Void) throws -> ArraySlice<UInt8>? {
    while let event = try nextEvent() {
      switch event {
      case .body(let part): return part
      case .trailers(let fields): onTrailers(fields)
      case .end:
        _ = try state.responseEnd()
        return nil
      case .head, .interim: throw HTTPError.unexpectedData
      }
    }
    throw HTTPError.connectionClosed
  }

  /// The next event; nil where the connection has ended before an answer.
  private func nextEvent() throws -> MessageEvent<ResponseHead>? {
    while true {
      if let event = try parser.next() { return event }
      guard let bytes = try read() else {
        parser.receiveEnd()
        return try parser.next()
      }
      hasHeard = true
      parser.receive(bytes)
    }
  }

  private func read() throws -> [UInt8]? {
    try named {
      guard state.response == .body else { return try stream.read() }
      do { return try withTimeout(partTime) { try stream.read() } } catch is GenTimeoutError {
        throw HTTPError.timeout(.body, limit: partTime, peer: .server(origin))
      }
    }
  }
}
