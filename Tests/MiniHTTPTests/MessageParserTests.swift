import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("The message parser")
struct MessageParserTests {
  /// All events of `text`, given in pieces of `size` bytes.
  func events(
    _ text: String,
    role: HeadParser.Role = .server,
    pieces size: Int = .max,
    end: Bool = true
  ) throws -> [String] {
    var parser = MessageParser(role: role, limits: HTTPLimits())
    var events: [String] = []
    func drain() throws {
      while let event = try parser.next() {
        switch event {
        case .head(let head): events.append("head \(head.start) \(head.framing)")
        case .body(let bytes):
          let text = String(decoding: bytes, as: UTF8.self)
          if events.last?.hasPrefix("body") == true {
            events[events.count - 1] += text
          } else {
            events.append("body " + text)
          }
        case .end: events.append("end")
        }
      }
    }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      parser.receive(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
      try drain()
    }
    if end { parser.receiveEnd() }
    try drain()
    return events
  }

  static let messages = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
  ]

  @Test("however a message is cut in pieces, its events are the same", arguments: messages)
  func pieces(_ text: String) throws {
    let whole = try events(text)
    #expect(whole.contains("end"))
    for size in 1...(text.utf8.count) { #expect(try events(text, pieces: size) == whole) }
  }

  @Test(
    "what is not HTTP is refused by its name",
    arguments: [
      ("GET /\r\n\r\n", HTTPError.malformedStartLine),
      ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
      ("GET x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedTarget),
      ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedStartLine),
      ("GET / HTTP/1.1\r\n\r\n", .badHost),
      ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .badHost),
      ("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineEnd),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \rb\r\n\r\n", .bareLineEnd),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", .controlCharacter),
      ("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", .malformedField),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", .foldedField),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", .badContentLength),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", .badContentLength),
      (
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        .badContentLength
      ),
      (
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        .badContentLength
      ),
      (
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        .conflictingFraming
      ),
      (
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        .unsupportedTransferEncoding
      ),
      ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .unsupportedTransferEncoding),
      ("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\n", .malformedChunk),
      (
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n",
        .malformedChunk
      ),
      ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel", .truncated),
    ]
  )
  func refused(_ text: String, _ error: HTTPError) {
    #expect(throws: error) { try events(text) }
  }

  @Test("a line or fields without end are refused before they are all there")
  func endless() {
    #expect(throws: HTTPError.startLineTooLong) {
      try events("GET /" + String(repeating: "a", count: 20_000), end: false)
    }
    #expect(throws: HTTPError.fieldsTooLarge) {
      let field = "X: " + String(repeating: "a", count: 1000) + "\r\n"
      return try events("GET / HTTP/1.1\r\n" + String(repeating: field, count: 100), end: false)
    }
  }

  @Test("a response without a length ends with its connection; one to HEAD has no body")
  func responses() throws {
    let text = "HTTP/1.1 200 OK\r\n\r\nhello"
    #expect(try events(text, role: .client(answering: .get)).suffix(2) == ["body hello", "end"])
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    #expect(try events(head, role: .client(answering: .head)).last == "end")
  }

  @Test("random bytes never trap")
  func fuzz() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = Array(Self.messages.randomElement(using: &random)?.utf8 ?? "".utf8)
      for _ in 0..<4 { bytes[Int.random(in: bytes.indices)] = .random(in: 0...255) }
      _ = try? events(String(decoding: bytes, as: UTF8.self), pieces: Int.random(in: 1...20))
    }
  }
}
