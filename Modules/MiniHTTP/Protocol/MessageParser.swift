import HTTPTypes

/// HTTP/1.1 messages: bytes in, events out, no I/O.
///
/// One parser for both sides.
///
/// Rules of the state below (RFC 9112, sections 2, 6 and 7):
/// - `head` collects lines up to the empty one, and becomes what the head's framing says;
/// - `fixed` counts a body of known length down;
/// - `chunkSize` -> `chunkData` -> `chunkEnd` -> `chunkSize` ... -> `trailers`;
/// - `untilClose` is a response's body that ends with the connection;
/// - after the end of a message the state is `head` again: the next may follow at once.
///
/// An error is final: the connection has to be closed, since nobody knows where the next message starts.
struct MessageParser {
  enum Event: Equatable {
    case head(MessageHead)
    case body([UInt8])
    case end
  }

  private enum State {
    case head
    case fixed(left: Int)
    case chunkSize
    case chunkData(left: Int)
    case chunkEnd
    case trailers
    case untilClose
    case ended
  }

  var role: HeadParser.Role
  let limits: HTTPLimits
  private var buffer: [UInt8] = []
  private var position = 0
  /// How far the search for the present line's end has come.
  private var searched = 0
  private var state = State.head
  private var lines: [Range<Int>] = []
  private var trailerCount = 0
  private var isAtEnd = false

  init(role: HeadParser.Role, limits: HTTPLimits) {
    self.role = role
    self.limits = limits
  }

  /// Whether a message has begun and not ended.
  var isInMessage: Bool {
    if case .head = state { return position < buffer.count || !lines.isEmpty }
    return true
  }

  mutating func receive(_ bytes: [UInt8]) {
    if case .head = state, !lines.isEmpty {
      buffer += bytes
      return
    }
    if position == buffer.count {
      buffer = bytes
    } else {
      buffer = Array(buffer[position...]) + bytes
    }
    searched = max(0, searched - position)
    position = 0
  }

  mutating func receiveEnd() {
    isAtEnd = true
  }

  /// The next event; nil when more bytes are needed.
  mutating func next() throws(HTTPError) -> Event? {
    while true {
      switch state {
      case .head:
        guard let head = try head() else { return try needMore() }
        return .head(head)
      case .fixed(let left): return try fixed(left)
      case .chunkSize: guard try chunkSize() else { return try needMore() }
      case .chunkData(let left):
        guard let bytes = take(atMost: left) else { return try needMore() }
        state = bytes.count == left ? .chunkEnd : .chunkData(left: left - bytes.count)
        return .body(bytes)
      case .chunkEnd: guard try chunkEnd() else { return try needMore() }
      case .trailers: guard try trailers() else { return try needMore() }
      case .untilClose:
        if let bytes = take(atMost: .max) { return .body(bytes) }
        guard isAtEnd else { return nil }
        state = .ended
      case .ended:
        state = .head
        return .end
      }
    }
  }

  private func needMore() throws(HTTPError) -> Event? {
    if isAtEnd, isInMessage { throw .truncated }
    return nil
  }
}

// MARK: - Heads

extension MessageParser {
  private mutating func head() throws(HTTPError) -> MessageHead? {
    while let line = try line(limit: lines.isEmpty ? limits.startLine : limits.fieldBytes) {
      // Section 2.2: a server should ignore an empty line before a request.
      if lines.isEmpty, line.isEmpty { continue }
      guard !line.isEmpty else { return try finishHead() }
      lines.append(line)
      guard lines.count <= limits.fieldCount + 1 else { throw .fieldsTooLarge }
      guard line.upperBound - lines[0].upperBound <= limits.fieldBytes else {
        throw .fieldsTooLarge
      }
    }
    return nil
  }

  private mutating func finishHead() throws(HTTPError) -> MessageHead {
    let slices = lines.map { buffer[$0] }
    lines = []
    let head = try HeadParser(role: role).parse(start: slices[0], lines: Array(slices.dropFirst()))
    state =
      switch head.framing {
      case .none, .length(0): .ended
      case .length(let length): .fixed(left: length)
      case .chunked: .chunkSize
      case .untilClose: .untilClose
      }
    trailerCount = 0
    return head
  }

  /// The next line, without its end; nil when it is not all there.
  private mutating func line(limit: Int) throws(HTTPError) -> Range<Int>? {
    let start = position
    guard let end = buffer[max(searched, start)...].firstIndex(of: 0x0a) else {
      searched = buffer.count
      guard buffer.count - start <= limit else { throw tooLong() }
      return nil
    }
    guard end - start <= limit + 1 else { throw tooLong() }
    guard end > start, buffer[end - 1] == 0x0d, !buffer[start..<(end - 1)].contains(0x0d) else {
      throw .bareLineEnd
    }
    position = end + 1
    searched = position
    return start..<(end - 1)
  }

  private func tooLong() -> HTTPError {
    switch state {
    case .head: lines.isEmpty ? .startLineTooLong : .fieldsTooLarge
    case .trailers: .fieldsTooLarge
    default: .malformedChunk
    }
  }
}

// MARK: - Bodies

extension MessageParser {
  private mutating func take(atMost count: Int) -> [UInt8]? {
    guard position < buffer.count else { return nil }
    let end = count < buffer.count - position ? position + count : buffer.count
    defer { position = end }
    return Array(buffer[position..<end])
  }

  private mutating func fixed(_ left: Int) throws(HTTPError) -> Event? {
    guard let bytes = take(atMost: left) else { return try needMore() }
    state = bytes.count == left ? .ended : .fixed(left: left - bytes.count)
    return .body(bytes)
  }

  /// Section 7.1: the size in hexadecimal; extensions are ignored, within the line's limit.
  private mutating func chunkSize() throws(HTTPError) -> Bool {
    guard let line = try line(limit: 1 << 10) else { return false }
    let digits = buffer[line].prefix { $0 != UInt8(ascii: ";") }.trimmingBlanks
    guard (1...15).contains(digits.count), digits.allSatisfy(\.isHexDigit),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw .malformedChunk }
    state = size == 0 ? .trailers : .chunkData(left: size)
    return true
  }

  private mutating func chunkEnd() throws(HTTPError) -> Bool {
    guard buffer.count - position >= 2 else { return false }
    guard buffer[position] == 0x0d, buffer[position + 1] == 0x0a else { throw .malformedChunk }
    position += 2
    searched = position
    state = .chunkSize
    return true
  }

  /// Trailers are checked and dropped: section 6.5.1 of RFC 9110 forbids to take them for fields.
  private mutating func trailers() throws(HTTPError) -> Bool {
    while let line = try line(limit: limits.fieldBytes) {
      guard !line.isEmpty else {
        state = .ended
        return true
      }
      trailerCount += 1
      guard trailerCount <= limits.fieldCount else { throw .fieldsTooLarge }
    }
    return false
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}
