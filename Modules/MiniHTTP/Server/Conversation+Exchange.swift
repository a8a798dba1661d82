import HTTPTypes
import Logging
import Reactor

extension Conversation {
  /// How much of a body that nobody wants is read to keep the connection.
  private static let drainLimit = 64 << 10

  /// Has a request answered; tells whether the next may follow.
  func exchange(_ head: RequestHead) throws -> Bool {
    try memory.state.requestHead(keepsAlive: head.keepsAlive, expectsContinue: head.expectsContinue)
    if isLast { _ = memory.state.shutDown() }
    let body = head.framing.isEmpty ? nil : RequestBody(of: self, head.framing)
    if body == nil { _ = try nextPart() }
    bodyLength = head.framing.length
    let received = ReceivedBody(body ?? core.noBody, limit: core.limits.body)
    let encoder = ResponseEncoder(method: head.method, version: head.version)
    let request = Request(head, body: received, from: connection)
    let response = try answer(request)
    body?.end()
    var action = try send(response, encoder, request)
    if action == .drainRequest { action = try drain() }
    return action == .nextExchange
  }

  /// What the router says, or what its error says.
  private func answer(_ request: Request) throws -> Response {
    do {
      return try working { try core.router.respond(to: request) }
    } catch {
      if let failure = memory.parser.failure ?? lateness { throw failure }
      if let error = error as? HTTPError, error.refusesRequest {
        core.logger.debug("refused \(request.method) \(request.path): \(error)")
        return Response(error)
      }
      if Fiber.current?.isCancelled == true { throw error }
      return fail(request, error)
    }
  }

  /// Runs the program's code for the client, which is cancelled when the client goes away.
  ///
  /// Responses before it are on their way if it waits.
  func working<T>(_ body: () throws -> T) throws -> T {
    if !memory.output.isEmpty { core.workers.sendIfParked(self) }
    isAnswering = true
    defer { isAnswering = false }
    return try body()
  }

  /// A logged 500, of which the client learns nothing else.
  func fail(_ request: Request, _ error: any Error) -> Response {
    core.logger.error("handler of \(request.method) \(request.path) failed: \(error)")
    return Response(status: .internalServerError, text: "Internal Server Error\n")
  }
}

// MARK: - Bodies of requests

extension Conversation {
  /// The next part of the present request's body; nil at its end.
  ///
  /// - Parameter onTrailers: Told the trailers, if there are any.
  /// - Returns: At least one byte, or nil.
  /// - Throws: Whatever rule the body breaks; whatever the connection meets.
  func nextPart(_ onTrailers: (HTTPFields) -> Void = { _ in }) throws -> ArraySlice<UInt8>? {
    while true {
      switch try memory.parser.next() {
      case .body(let part): return part
      case .trailers(let fields): onTrailers(fields)
      case .end:
        _ = try memory.state.requestEnd()
        return nil
      case .head, .interim: throw HTTPError.outOfOrder("a head within a body")
      case nil: try waitForInput(.body)
      }
    }
  }

  /// Whether the rest of the present request's body is known to be more than is read for nothing.
  var isBodyTooLong: Bool {
    memory.state.request == .body && (bodyLength ?? 0) > Conversation.drainLimit
  }

  /// Reads what the handler left of a body, so that the next request can be found; gives up on a long
  /// one, and the connection with it.
  private func drain() throws -> ConnectionState.Action {
    var count = 0
    while count <= Conversation.drainLimit {
      guard let part = try nextPart() else { return memory.state.isIdle ? .nextExchange : .close }
      count += part.count
    }
    return .close
  }
}

/// The body of one request, while its handler runs.
final class RequestBody: BodySource {
  private weak var conversation: Conversation?
  let length: Int?
  private(set) var trailers: HTTPFields = [:]
  private var hasEnded = false

  init(of conversation: Conversation, _ framing: BodyFraming) {
    self.conversation = conversation
    length = framing.length
  }

  func nextPart() throws -> ArraySlice<UInt8>? {
    guard !hasEnded else { return nil }
    guard let conversation else { throw HTTPError.outOfOrder("a body whose handler has returned") }
    if try conversation.memory.state.requestBodyWanted() {
      conversation.memory.output.append(contentsOf: ResponseEncoder.goOn)
      try conversation.flush()
    }
    let part = try conversation.nextPart { trailers = $0 }
    hasEnded = part == nil
    return part
  }

  /// The handler has returned: the rest is no longer its own.
  func end() {
    conversation = nil
  }
}
