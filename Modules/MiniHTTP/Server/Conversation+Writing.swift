import HTTPTypes
import Logging
import Reactor

extension Conversation {
  /// Bodies up to this size go out with their heads, and with other responses, in one piece.
  private static let smallBody = 16 << 10
  /// How much is gathered before it is sent.
  private static let enough = 64 << 10

  /// Says a response, or in its place a 500 if it cannot be sent.
  ///
  /// It may stay in ``output``, so that the answers to pipelined requests go out together.
  ///
  /// - Parameters:
  ///   - response: The answer.
  ///   - encoder: For the request that is answered.
  ///   - request: For the log; nil where there is none.
  /// - Returns: How it goes on.
  /// - Throws: Whatever the connection meets, or the closure of a streamed body throws.
  func send(
    _ response: Response,
    _ encoder: ResponseEncoder,
    _ request: Request?
  ) throws -> ConnectionState.Action {
    var content = response.content
    // Out of the conversation's hands while it is written to.
    var bytes = takeOutput()
    let mark = bytes.count
    let start: Start
    do throws(HTTPError) { start = try begin(response, encoder, &bytes) } catch {
      bytes.removeLast(bytes.count - mark)
      guard let request else { throw error }
      let replacement = fail(request, error)
      content = replacement.content
      start = try begin(replacement, encoder, &bytes)
    }
    let keepsAlive = try memory.state.responseHead(keepsAlive: start.keepsAlive)
    encoder.appendEnd(keepsAlive: keepsAlive, to: &bytes)
    try send(content, encoder.body(start.framing), after: consume bytes)
    return try memory.state.responseEnd()
  }

  private func takeOutput() -> [UInt8] {
    defer { memory.output = [] }
    return memory.output
  }

  /// What the head's first part has settled.
  private struct Start {
    let framing: BodyFraming
    let keepsAlive: Bool
  }

  /// Appends all of a head that the program has a say in.
  private func begin(
    _ response: Response,
    _ encoder: ResponseEncoder,
    _ bytes: inout [UInt8]
  ) throws(HTTPError) -> Start {
    let facts = try SentFacts(response.fields)
    let framing = try encoder.framing(
      response.status,
      length: response.content.length,
      declared: facts.contentLength
    )
    try encoder.append(
      response.status,
      response.fields,
      contentType: response.ownType,
      framing: framing,
      date: core.date,
      to: &bytes
    )
    let keepsAlive = !facts.wantsClose && framing != .untilClose && !isBodyTooLong
    return Start(framing: framing, keepsAlive: keepsAlive)
  }

  /// Head and body go out together where the body is in memory; where it is not, the head does so at once.
  private func send(
    _ content: ResponseBody,
    _ encoder: BodyEncoder,
    after bytes: consuming [UInt8]
  ) throws {
    var encoder = encoder
    switch content {
    case .bytes(let body):
      try encoder.append(body, to: &bytes)
      try encoder.end(to: &bytes)
      memory.output = consume bytes
      let isLarge = body.count > Conversation.smallBody && !encoder.isSilent
      if isLarge || memory.output.count >= Conversation.enough { try flush() }
    case .stream(_, let produce):
      memory.output = consume bytes
      guard !encoder.isSilent else { return }
      try flush()
      try stream(produce, encoder)
    }
  }

  private func stream(
    _ produce: (BodyWriter) throws -> Void,
    _ encoder: BodyEncoder
  ) throws {
    var sent = encoder
    let writer = BodyWriter { [self] part in
      try sent.append(part, to: &memory.output)
      try flush()
    }
    defer { writer.end() }
    do {
      try working { try produce(writer) }
      try sent.end(trailers: writer.trailers, to: &memory.output)
    } catch {
      core.logger.error("the body of a response broke off: \(error)")
      throw error
    }
  }
}

// MARK: - Sending

extension Conversation {
  /// Sends what there is to be sent, as long as the client makes room for it in time.
  func flush() throws {
    guard !memory.output.isEmpty else { return }
    let sent = try stream.tryWrite(memory.output)
    guard sent < memory.output.count else { return memory.output.removeAll(keepingCapacity: true) }
    let rest = memory.output
    memory.output = []
    connection.expect(.write)
    defer { connection.stopWaiting() }
    try orExpired { try stream.write(rest[sent...]) }
  }

  /// Sends what the client has room for, and does not wait for more.
  func flushNow() throws {
    // Without a fibre it has said all, and its memory may be another's.
    guard isServed, !memory.output.isEmpty else { return }
    memory.output.removeFirst(try stream.tryWrite(memory.output))
  }
}
