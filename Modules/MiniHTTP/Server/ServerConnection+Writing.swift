import HTTPTypes
import Logging
import Reactor

extension ServerConnection {
  /// Sends a response, or in its place a 500 if it cannot be sent.
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
    var start: Start
    do throws(HTTPError) { start = try begin(response, encoder) } catch {
      guard let request else { throw error }
      let replacement = fail(request, error)
      content = replacement.content
      start = try begin(replacement, encoder)
    }
    let keepsAlive = try state.responseHead(keepsAlive: start.keepsAlive)
    encoder.appendEnd(keepsAlive: keepsAlive, to: &start.bytes)
    try send(content, encoder.body(start.framing), after: start.bytes)
    return try state.responseEnd()
  }

  /// All of a head that the program has a say in.
  private struct Start {
    var bytes: [UInt8] = []
    let framing: BodyFraming
    let keepsAlive: Bool
  }

  private func begin(
    _ response: Response,
    _ encoder: ResponseEncoder
  ) throws(HTTPError) -> Start {
    let facts = try SentFacts(response.headers)
    let length = response.content.length
    let framing = try encoder.framing(
      response.status,
      length: length,
      declared: facts.contentLength
    )
    let keepsAlive = !facts.wantsClose && framing != .untilClose && !isBodyTooLong
    var start = Start(framing: framing, keepsAlive: keepsAlive)
    start.bytes.reserveCapacity(256 + (length ?? 0))
    try encoder.append(
      response.status,
      response.headers,
      framing: framing,
      date: core.date,
      to: &start.bytes
    )
    return start
  }

  /// Sends head and body: together where the body is in memory, and the head at once where it is not.
  private func send(
    _ content: ResponseBody,
    _ encoder: BodyEncoder,
    after head: [UInt8]
  ) throws {
    var encoder = encoder
    var bytes = head
    switch content {
    case .bytes(let body):
      try encoder.append(body, to: &bytes)
      try encoder.end(to: &bytes)
      try write(bytes)
    case .stream(_, let produce):
      try write(bytes)
      if !encoder.isSilent { try stream(produce, encoder) }
    }
  }

  private func stream(
    _ produce: (BodyWriter) throws -> Void,
    _ encoder: BodyEncoder
  ) throws {
    var sent = encoder
    let writer = BodyWriter { [self] part in
      var bytes: [UInt8] = []
      try sent.append(part, to: &bytes)
      try write(bytes)
    }
    defer { writer.end() }
    do { try produce(writer) } catch {
      core.logger.error("the body of a response broke off: \(error)")
      throw error
    }
    var bytes: [UInt8] = []
    try sent.end(trailers: writer.trailers, to: &bytes)
    try write(bytes)
  }

  /// Sends bytes, as long as the client makes room for them in time.
  func write(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    try wait(for: .write) { try stream.write(bytes) }
  }
}
