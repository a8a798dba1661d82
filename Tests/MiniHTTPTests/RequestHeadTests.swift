import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Request heads")
struct RequestHeadTests {
  private static let host = "Host: a\r\n\r\n"

  @Test("a request is read: method, target, fields in their order, no body")
  func plain() {
    let outcome = requests("GET /a?b=c HTTP/1.1\r\nHost: x:80\r\nX-One:  1\t \r\nx-one: 2\r\n\r\n")
    #expect(outcome.error == nil)
    #expect(
      outcome.events == [
        "head GET /a?b=c none true [Host: x:80 | X-One: 1 | x-one: 2]", "end",
      ]
    )
  }

  @Test(
    "a request line that breaks a rule is refused by that rule's name",
    arguments: [
      ("GET  / HTTP/1.1\r\n", .invalidVersion),
      (" GET / HTTP/1.1\r\n", .invalidMethod),
      ("GET / HTTP/1.1 \r\n", .invalidVersion),
      ("GET /\r\n", .invalidRequestLine),
      ("GET\r\n", .invalidRequestLine),
      ("G(T / HTTP/1.1\r\n", .invalidMethod),
      ("GET\t/ HTTP/1.1\r\n", .invalidRequestLine),
      ("GET / HTTP/1.x\r\n", .invalidVersion),
      ("GET / http/1.1\r\n", .invalidVersion),
      ("GET / HTTP/11\r\n", .invalidVersion),
      ("GET / HTTP/2.0\r\n", .unsupportedVersion),
      ("GET / HTTP/0.9\r\n", .unsupportedVersion),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .http2Preface),
      ("GET a HTTP/1.1\r\n", .invalidTarget),
      ("GET * HTTP/1.1\r\n", .invalidTarget),
      ("GET /\"a HTTP/1.1\r\n", .invalidTarget),
      ("GET /a#b HTTP/1.1\r\n", .invalidTarget),
      ("GET /\u{e9} HTTP/1.1\r\n", .invalidTarget),
      ("GET /%4 HTTP/1.1\r\n", .invalidTarget),
      ("GET /%zz HTTP/1.1\r\n", .invalidTarget),
      ("GET ftp://a/ HTTP/1.1\r\n", .invalidTarget),
      ("GET http:///a HTTP/1.1\r\n", .invalidTarget),
      ("GET http://u@a/ HTTP/1.1\r\n", .invalidTarget),
      ("CONNECT / HTTP/1.1\r\n", .invalidTarget),
      ("CONNECT a HTTP/1.1\r\n", .invalidTarget),
      ("GET a:80 HTTP/1.1\r\n", .invalidTarget),
    ] as [(String, HTTPError)]
  )
  func badLine(line: String, error: HTTPError) {
    #expect(requests(line + RequestHeadTests.host).error == error)
  }

  @Test(
    "each form of target is read with the methods that have it",
    arguments: [
      ("GET / HTTP/1.1", RequestTarget.Form.origin, "/", nil),
      ("GET //a/../b?c?d HTTP/1.1", .origin, "//a/../b", "c?d"),
      ("GET /?a[]={1}|2^` HTTP/1.1", .origin, "/", "a[]={1}|2^`"),
      ("GET http://a:80/b?c HTTP/1.0", .absolute, "/b", "c"),
      ("GET HTTPS://a?c HTTP/1.0", .absolute, "/", "c"),
      ("OPTIONS * HTTP/1.1", .asterisk, "*", nil),
      ("CONNECT a:443 HTTP/1.1", .authority, "", nil),
      ("CONNECT [::1]:443 HTTP/1.1", .authority, "", nil),
    ] as [(String, RequestTarget.Form, String, String?)]
  )
  func forms(line: String, form: RequestTarget.Form, path: String, query: String?) throws {
    var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
    let host = line.hasSuffix("1.0") ? "\r\n" : RequestHeadTests.host
    parser.receive(Array("\(line)\r\n\(host)".utf8))
    guard case .head(let head) = try parser.next() else {
      Issue.record("no head")
      return
    }
    #expect(head.target.form == form)
    #expect(head.target.path == path)
    #expect(head.target.query == query)
  }

  @Test(
    "Host is there once, and is a host",
    arguments: [
      ("HTTP/1.1\r\n\r\n", .missingHost),
      ("HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .duplicateHost),
      ("HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", .duplicateHost),
      ("HTTP/1.1\r\nHost: a b\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: a, b\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: u@a\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: a:b\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: a:65536\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: [::1\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: [::1]x\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: ::1\r\n\r\n", .invalidHost),
      ("HTTP/1.1\r\nHost: a%4\r\n\r\n", .invalidHost),
      ("HTTP/1.0\r\n\r\n", nil),
      ("HTTP/1.1\r\nHost:\r\n\r\n", nil),
      ("HTTP/1.1\r\nHost: a:\r\n\r\n", nil),
      ("HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", nil),
      ("HTTP/1.1\r\nHost: 127.0.0.1:65535\r\n\r\n", nil),
    ] as [(String, HTTPError?)]
  )
  func hosts(rest: String, error: HTTPError?) {
    #expect(requests("GET / \(rest)").error == error)
  }

  @Test(
    "who keeps the connection alive, in which version",
    arguments: [
      ("HTTP/1.1", "", true),
      ("HTTP/1.1", "Connection: close\r\n", false),
      ("HTTP/1.1", "Connection: foo, Close\r\n", false),
      ("HTTP/1.2", "", true),
      ("HTTP/1.0", "", false),
      ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
      ("HTTP/1.0", "Connection: keep-alive\r\nConnection: close\r\n", false),
    ]
  )
  func keepAlive(version: String, field: String, keepsAlive: Bool) {
    let events = requests("GET / \(version)\r\n\(field)Host: a\r\n\r\n").events
    #expect(events.first?.contains(" none \(keepsAlive) ") == true)
  }

  @Test("an expectation is known, or refused; HTTP/1.0 has none")
  func expectations() throws {
    let rest = "Host: a\r\nContent-Length: 1\r\n\r\n1"
    #expect(
      requests("PUT / HTTP/1.1\r\nExpect: x\r\n\(rest)").error == .unsupportedExpectation
    )
    #expect(requests("PUT / HTTP/1.0\r\nExpect: x\r\n\(rest)").error == nil)
    for (version, expects) in [("1.1", true), ("1.0", false)] {
      var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
      parser.receive(Array("PUT / HTTP/\(version)\r\nExpect: 100-Continue\r\n\(rest)".utf8))
      guard case .head(let head) = try parser.next() else {
        Issue.record("no head")
        return
      }
      #expect(head.expectsContinue == expects)
    }
  }

  @Test("one empty line before a request is passed over, a second is not")
  func emptyLines() {
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    #expect(requests("\r\n" + request).events.count == 2)
    #expect(requests(request + "\r\n" + request + "\r\n").events.count == 4)
    #expect(requests("\r\n\r\n" + request).error == .invalidRequestLine)
  }
}
