import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("The parser")
struct MessageParserTests {
  private static let requestTexts = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.0\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "3\r\nabc\r\n1a;e=f\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX: 1\r\nY: 2\r\n\r\n"
      + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabc",
  ]

  private static let responseTexts = [
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nT: 1\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nuntil the end",
    "HTTP/1.1 200 OK\rX\r\n\r\n",
  ]

  @Test("a message cut at any byte says the same", arguments: requestTexts)
  func requestSplits(text: String) {
    checkSplits(MessageParser<RequestHead>.self, text, context: ())
  }

  @Test("a response cut at any byte says the same", arguments: responseTexts)
  func responseSplits(text: String) {
    checkSplits(MessageParser<ResponseHead>.self, text, context: .get)
  }

  private func checkSplits<Head: MessageHead>(
    _ parser: MessageParser<Head>.Type,
    _ text: String,
    context: Head.Context
  ) {
    let bytes = Array(text.utf8)
    let whole = parser.read([bytes], context: context)
    #expect(!whole.events.isEmpty || whole.error != nil)
    for cut in 0...bytes.count {
      let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
      #expect(parser.read(pieces, context: context) == whole, "cut at \(cut)")
    }
    #expect(parser.read(bytes.map { [$0] }, context: context) == whole, "byte by byte")
  }

  @Test("the limits hold alike for any cut")
  func limitSplits() {
    let limits = HTTPLimits(startLine: 24, fieldBytes: 24, chunkExtensions: 4)
    let texts = [
      "GET /aaaaaaaaaaaaaaaaaaaaa HTTP/1.1\u{1}\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nXaaaaaaaaaaaaaaaaaaaaaaaaa: \n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
      "PUT / HTTP/1.1\r\nHost:\r\nTransfer-Encoding:chunked\r\n\r\n1;aaaa\r\n",
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      let whole = MessageParser<RequestHead>.read([bytes], limits: limits, context: ())
      #expect(whole.error != nil)
      let single = MessageParser<RequestHead>.read(
        bytes.map { [$0] },
        limits: limits,
        context: ()
      )
      #expect(single == whole, "\(text)")
    }
  }

  @Test("a later request waits until it is asked for")
  func pipelining() throws {
    var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
    let request = "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n"
    let text = (1...3).map { request.replacing("%d", with: "\($0)") }.joined()
    parser.receive(Array(text.utf8))
    for n in 1...3 {
      guard case .head(let head) = try parser.next(), case .end = try parser.next() else {
        Issue.record("no head")
        return
      }
      #expect(head.target.path == "/\(n)")
      #expect(parser.isIdle == (n == 3))
    }
    let last = try parser.next()
    guard case nil = last else {
      Issue.record("a fourth")
      return
    }
  }

  @Test("an error is thrown again by every later call")
  func staysFailed() {
    var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
    parser.receive([0])
    for _ in 0..<3 {
      #expect(throws: HTTPError.controlCharacter) { try parser.next() }
      parser.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    }
  }

  @Test("an end between messages is none of its business; inside of one it is an error")
  func ends() {
    #expect(requests("").error == nil)
    #expect(requests("G").error == .incompleteMessage)
    #expect(requests("\r").error == .incompleteMessage)
    #expect(requests("GET / HTTP/1.1\r\nHost: a\r\n").error == .incompleteMessage)
    #expect(responses("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n").error == .incompleteMessage)
  }
}
