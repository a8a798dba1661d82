import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Response heads")
struct ResponseHeadTests {
  @Test("a response is read: status, fields, body")
  func plain() {
    let outcome = responses("HTTP/1.1 404 Not  Here\r\nContent-Length: 3\r\n\r\nabc")
    #expect(
      outcome.events == [
        "head 404 Not  Here length(3) true [Content-Length: 3]", "body", "end",
      ]
    )
    #expect(outcome.text == "abc")
  }

  @Test(
    "a status line that breaks a rule is refused by that rule's name",
    arguments: [
      ("HTTP/1.1 20 OK", .invalidStatusLine),
      ("HTTP/1.1 2000 OK", .invalidStatusLine),
      ("HTTP/1.1 2x0 OK", .invalidStatusLine),
      ("HTTP/1.1 600 OK", .invalidStatusLine),
      ("HTTP/1.1 099 OK", .invalidStatusLine),
      ("HTTP/1.1  200 OK", .invalidStatusLine),
      ("HTTP/1.1200 OK  ", .invalidStatusLine),
      ("", .invalidStatusLine),
      ("HTTX/1.1 200 OK", .invalidVersion),
      ("HTTP/2.0 200 OK", .unsupportedVersion),
      ("HTTP/1.1 200 O\u{1}K", .controlCharacter),
      ("HTTP/1.1 101 Switching Protocols", .unexpectedUpgrade),
      ("HTTP/1.1 200", nil),
      ("HTTP/1.1 200 ", nil),
    ] as [(String, HTTPError?)]
  )
  func badLine(line: String, error: HTTPError?) {
    #expect(responses("\(line)\r\nContent-Length: 0\r\n\r\n").error == error)
  }

  @Test("interim responses come before the final one")
  func interim() {
    let outcome = responses(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        + "HTTP/1.1 204 No Content\r\n\r\n"
    )
    #expect(
      outcome.events == [
        "interim 100 Continue none true []", "interim 103 Early Hints none true [Link: x]",
        "head 204 No Content none true []", "end",
      ]
    )
  }

  @Test(
    "where the body ends depends on the request, the status and the fields",
    arguments: [
      (HTTPRequest.Method.get, "200 OK\r\nContent-Length: 2", BodyFraming.length(2)),
      (.head, "200 OK\r\nContent-Length: 2", .none),
      (.get, "304 Not Modified\r\nContent-Length: 2", .none),
      (.get, "204 No Content\r\nContent-Length: 2", .none),
      (.get, "200 OK\r\nTransfer-Encoding: chunked", .chunked),
      (.get, "200 OK", .untilClose),
      (.connect, "403 Forbidden\r\nContent-Length: 2", .length(2)),
    ]
  )
  func framing(method: HTTPRequest.Method, rest: String, framing: BodyFraming) throws {
    var parser = MessageParser<ResponseHead>(limits: HTTPLimits(), context: method)
    parser.receive(Array("HTTP/1.1 \(rest)\r\n\r\n".utf8))
    guard case .head(let head) = try parser.next() else {
      Issue.record("no head")
      return
    }
    #expect(head.framing == framing)
    #expect(head.keepsAlive == (framing != .untilClose))
  }

  @Test("a body without a length goes on to the end of the connection")
  func untilClose() {
    let outcome = responses("HTTP/1.0 200 OK\r\n\r\nall of it")
    #expect(outcome.events == ["head 200 OK untilClose false []", "body", "end"])
    #expect(outcome.text == "all of it")
  }

  @Test("a tunnel that nobody asked for is refused")
  func tunnel() {
    let outcome = MessageParser<ResponseHead>.read(
      [Array("HTTP/1.1 200 OK\r\n\r\n".utf8)],
      context: .connect
    )
    #expect(outcome.error == .unexpectedUpgrade)
  }
}
