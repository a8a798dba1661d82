import GenLoop
import HTTPTypes
import Reactor

/// One connection of a client: sends a request, reads its answer, and may be used again then.
final class ClientConnection {
  private let stream: TCPStream
  private var state = ConnectionState(.client)
  private var parser: MessageParser<ResponseHead>
  /// Whether something has come of the present answer.
  private(set) var hasHeard = false

  init(to origin: HTTPOrigin, limits: HTTPLimits) throws {
    guard origin.scheme == .http else {
      throw HTTPError.unsupportedScheme(origin.scheme.rawValue)
    }
    stream = try TCPStream.connect(to: origin.host, port: origin.port)
    parser = MessageParser(limits: limits, context: .get)
  }

  /// Whether another request can be sent.
  var isReusable: Bool { state.isIdle && parser.isIdle && !stream.isClosed }

  func close() {
    state.closed()
    stream.close()
  }

  /// Sends a request and reads the whole answer.
  ///
  /// - Parameters:
  ///   - request: What to send.
  ///   - keepsAlive: Whether the connection is to be used again.
  /// - Returns: The answer.
  /// - Throws: What is wrong with the answer; whatever the connection meets. It is closed then.
  func exchange(_ request: ClientRequest, keepsAlive: Bool) throws -> ClientResponse {
    var isComplete = false
    defer { if !isComplete { close() } }
    let bytes = try encode(request, keepsAlive: keepsAlive)
    parser = MessageParser(limits: request.limits, context: request.method)
    hasHeard = false
    try state.requestHead(keepsAlive: keepsAlive)
    let failure = send(bytes)
    if failure == nil { _ = try state.requestEnd() }
    do {
      let response = try receive(limit: request.limits.body)
      isComplete = isReusable
      return response
    } catch {
      // The server may have refused the request before it had all of it, and then its answer counts;
      // if there is none, what went wrong first does.
      throw failure ?? error
    }
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

  private func encode(_ request: ClientRequest, keepsAlive: Bool) throws -> [UInt8] {
    let encoder = RequestEncoder(
      method: request.method,
      target: try RequestTarget(request.url.target, method: request.method),
      host: request.url.origin.hostField
    )
    let facts = try SentFacts(request.headers)
    let framing = try encoder.framing(
      length: request.body.count,
      declared: facts.contentLength
    )
    var bytes: [UInt8] = []
    try encoder.append(
      request.headers,
      framing: framing,
      keepsAlive: keepsAlive && !facts.wantsClose,
      to: &bytes
    )
    return bytes + request.body
  }

  private func send(_ bytes: [UInt8]) -> (any Error)? {
    do {
      try stream.write(bytes)
      return nil
    } catch {
      return error
    }
  }
}

// MARK: - The answer

extension ClientConnection {
  private func receive(limit: Int) throws -> ClientResponse {
    let head = try receiveHead()
    if let length = head.framing.length, length > limit { throw HTTPError.bodyTooLarge }
    var body: [UInt8] = []
    var trailers: HTTPFields = [:]
    while let event = try nextEvent() {
      switch event {
      case .body(let part):
        guard part.count <= limit - body.count else { throw HTTPError.bodyTooLarge }
        body += part
      case .trailers(let fields): trailers = fields
      case .end:
        _ = try state.responseEnd()
        return ClientResponse(
          status: head.status,
          headers: head.fields.makeFields(),
          body: body,
          trailers: trailers
        )
      case .head, .interim: throw HTTPError.unexpectedData
      }
    }
    throw HTTPError.connectionClosed
  }

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

  /// The next event; nil where the connection has ended before an answer.
  private func nextEvent() throws -> MessageEvent<ResponseHead>? {
    while true {
      if let event = try parser.next() { return event }
      guard let bytes = try stream.read() else {
        parser.receiveEnd()
        return try parser.next()
      }
      hasHeard = true
      parser.receive(bytes)
    }
  }
}
