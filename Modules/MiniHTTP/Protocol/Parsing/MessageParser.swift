import HTTPTypes

/// Reads HTTP/1.1 messages: bytes in, events out.
///
/// It does no I/O and waits for nothing.
///
/// ```swift
/// var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
/// parser.receive(bytes)
/// while let event = try parser.next() { ... }       // nil: give it more
/// ```
///
/// Whoever does not ask for the next event leaves it where it is: pipelined messages wait in the
/// parser, and so back-pressure needs no rule of its own. After an error, every call throws it again.
struct MessageParser<Head: MessageHead> {
  /// Where in a message the parser is.
  enum Phase {
    /// Before a start line.
    case idle
    case fields
    /// So many bytes of the body are to come.
    case body(Int)
    case chunked
    case untilClose
    /// The head was given out, and says that nothing follows.
    case complete
    case failed
  }

  let limits: HTTPLimits
  /// For a response: the method of the request that it answers.
  ///
  /// Set it before the response.
  var context: Head.Context
  private(set) var phase = Phase.idle
  /// Which rule was broken, so that nothing can be read any more.
  private(set) var failure: HTTPError?
  /// What has come; `consumed` of it was given out.
  ///
  /// Scanning goes over another reference to it, since a span of `self` would leave nothing of
  /// `self` to change.
  private var buffer: [UInt8] = []
  private var consumed = 0
  private var hasEnded = false
  private var lines = LineFinder()
  private var startLine: Head.StartLine?
  private var fields = FieldScanner()
  private var chunks = ChunkScanner()
  private var emptyLines = 0

  /// - Parameters:
  ///   - limits: What is too much.
  ///   - context: For a response: the method of the request that it answers.
  init(limits: HTTPLimits, context: Head.Context) {
    self.limits = limits
    self.context = context
  }

  /// Takes what has arrived, which is copied.
  mutating func receive(_ bytes: Span<UInt8>) {
    makeRoom()
    buffer.append(bytes)
  }

  /// Takes what has arrived; without a copy while the parser has used up what it had.
  mutating func receive(_ bytes: [UInt8]) {
    guard consumed < buffer.count else {
      buffer = bytes
      consumed = 0
      return
    }
    makeRoom()
    buffer.append(contentsOf: bytes)
  }

  private mutating func makeRoom() {
    if consumed == buffer.count {
      if consumed > 0 { buffer.removeAll(keepingCapacity: true) }
    } else if consumed > 0 {
      buffer.removeFirst(consumed)
    }
    consumed = 0
  }

  /// Begins anew, on another connection; its memory is kept.
  mutating func reset() {
    consumed = buffer.count
    hasEnded = false
    failure = nil
    lines = LineFinder()
    begin()
  }

  /// How much memory it keeps.
  var capacity: Int { buffer.capacity }

  /// Takes note that the peer will send no more.
  mutating func receiveEnd() {
    hasEnded = true
  }

  /// Whether it stands between messages and nothing of the next one has come.
  var isIdle: Bool {
    if case .idle = phase { consumed == buffer.count } else { false }
  }

  /// How many bytes wait to be looked at.
  var waiting: Int { buffer.count - consumed }

  /// What comes next, or nil until more has arrived (or, between messages, for good).
  ///
  /// - Throws: Whatever rule the message breaks; ``HTTPError/incompleteMessage`` where the end came
  ///   too early.
  mutating func next() throws(HTTPError) -> MessageEvent<Head>? {
    do {
      guard let event = try advance() else {
        if hasEnded { return try finish() }
        return nil
      }
      return event
    } catch {
      phase = .failed
      failure = error
      throw error
    }
  }

  private mutating func advance() throws(HTTPError) -> MessageEvent<Head>? {
    while true {
      switch phase {
      case .idle:
        guard try readStartLine() else { return nil }
      case .fields:
        return try readFields()
      case .body(let count):
        return takeBody(count)
      case .chunked:
        return try takeChunks()
      case .untilClose:
        return takeAll(upTo: .max).map(MessageEvent.body)
      case .complete:
        return end()
      case .failed:
        throw failure ?? .outOfOrder("a message")
      }
    }
  }

  private mutating func finish() throws(HTTPError) -> MessageEvent<Head>? {
    if case .untilClose = phase { return end() }
    guard isIdle else { throw .incompleteMessage }
    return nil
  }

  private mutating func end() -> MessageEvent<Head> {
    begin()
    return .end
  }

  /// Waits for the next message.
  private mutating func begin() {
    phase = .idle
    emptyLines = 0
  }
}

// MARK: - Heads

extension MessageParser {
  private mutating func readStartLine() throws(HTTPError) -> Bool {
    let received = buffer
    let bytes = received.span.extracting(consumed..<received.count)
    let limit = limits.startLine
    guard
      let line = try lines.next(
        in: bytes,
        limit: limit,
        orThrow: Head.startLineTooLong(limit: limit)
      )
    else { return false }
    guard line.isEmpty, emptyLines < Head.emptyLinesBefore else {
      // Only now, when nobody uses the last head's lines any more, is their memory free to be used again.
      fields.reset()
      startLine = try Head.startLine(bytes, line)
      phase = .fields
      return true
    }
    emptyLines += 1
    consumed += lines.start
    lines = LineFinder()
    return try readStartLine()
  }

  private mutating func readFields() throws(HTTPError) -> MessageEvent<Head>? {
    let received = buffer
    let bytes = received.span.extracting(consumed..<received.count)
    guard try fields.scan(bytes, &lines, limits) else { return nil }
    guard let startLine = startLine.take() else { throw .outOfOrder("fields") }
    let block = FieldBlock(bytes: received, base: consumed, entries: fields.entries)
    let head = try Head(startLine, block, fields.facts, bytes, context)
    consumed += lines.start
    lines = LineFinder()
    guard !head.isInterim else {
      phase = .idle
      return .interim(head)
    }
    begin(head.framing)
    return .head(head)
  }

  private mutating func begin(_ framing: BodyFraming) {
    switch framing {
    case .none, .length(0): phase = .complete
    case .length(let count): phase = .body(count)
    case .chunked:
      chunks = ChunkScanner()
      phase = .chunked
    case .untilClose: phase = .untilClose
    }
  }
}

// MARK: - Bodies

extension MessageParser {
  private mutating func takeBody(_ count: Int) -> MessageEvent<Head>? {
    guard let part = takeAll(upTo: count) else { return nil }
    phase = part.count == count ? .complete : .body(count - part.count)
    return .body(part)
  }

  private mutating func takeAll(upTo count: Int) -> ArraySlice<UInt8>? {
    let size = min(count, waiting)
    guard size > 0 else { return nil }
    defer { consumed += size }
    return buffer[consumed..<consumed + size]
  }

  private mutating func takeChunks() throws(HTTPError) -> MessageEvent<Head>? {
    let received = buffer
    let bytes = received.span.extracting(consumed..<received.count)
    switch try chunks.next(bytes, limits) {
    case .needsMore: return nil
    case .data(let range):
      defer { consumed += range.upperBound }
      return .body(buffer[consumed + range.lowerBound..<consumed + range.upperBound])
    case .trailers(let entries, let size):
      phase = .complete
      let block = FieldBlock(bytes: received, base: consumed, entries: entries)
      consumed += size
      return entries.isEmpty ? end() : .trailers(try block.makeTrailers())
    }
  }
}

extension FieldBlock {
  /// The trailers; without those that would change what was read already (RFC 9110, 6.5.1).
  fileprivate func makeTrailers() throws(HTTPError) -> HTTPFields {
    let fields = makeFields()
    for field in fields where FieldNames.notInTrailers.contains(field.name.canonicalName) {
      throw .forbiddenTrailer
    }
    return fields
  }
}
