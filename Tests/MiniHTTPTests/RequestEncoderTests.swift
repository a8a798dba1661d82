import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Written requests")
struct RequestEncoderTests {
  private func head(
    _ method: HTTPRequest.Method = .get,
    _ target: String = "/",
    _ fields: HTTPFields = [:],
    host: String = "a",
    length: Int? = 0
  ) throws -> String {
    let target = try RequestTarget(target, method: method)
    let encoder = RequestEncoder(method: method, target: target, host: host)
    let framing = try encoder.framing(length: length, declared: SentFacts(fields).contentLength)
    var bytes: [UInt8] = []
    try encoder.append(fields, framing: framing, keepsAlive: true, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("a head has its line, Host, the program's fields and the framing")
  func plain() throws {
    #expect(
      try head(.get, "/a?b", [.accept: "*/*"], host: "x:81")
        == "GET /a?b HTTP/1.1\r\nHost: x:81\r\nAccept: */*\r\n\r\n"
    )
    #expect(
      try head(.post, "/", length: 3)
        == "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
    )
  }

  @Test("methods that mean content say that there is none")
  func emptyBodies() throws {
    #expect(try head(.post).contains("Content-Length: 0\r\n"))
    #expect(try !head(.delete).contains("Content-Length"))
    #expect(try head(.put, length: nil).contains("Transfer-Encoding: chunked\r\n"))
  }

  @Test("nothing that the program puts in ends a line")
  func injection() throws {
    #expect(throws: HTTPError.unsendableTarget("/a b")) { try head(.get, "/a b") }
    #expect(throws: HTTPError.unsendableTarget("/\r\nX:")) { try head(.get, "/\r\nX:") }
    #expect(throws: HTTPError.unsendableTarget("*")) { try head(.get, "*") }
    #expect(throws: HTTPError.unsendableField("Host")) { try head(host: "a\r\nX: y") }
    let host = try #require(HTTPField.Name("host"))
    #expect(throws: HTTPError.reservedField("Host")) {
      try head(.get, "/", HTTPFields([HTTPField(name: host, value: "b")]))
    }
  }

  @Test("a parser reads what was written")
  func roundTrip() throws {
    var bytes = Array(try head(.put, "/x", [.contentType: "text/plain"], length: nil).utf8)
    var body = BodyEncoder(.chunked)
    try body.append(Array("hello, ".utf8), to: &bytes)
    try body.append(Array("world".utf8), to: &bytes)
    try body.end(trailers: [.eTag: "1"], to: &bytes)
    let outcome = MessageParser<RequestHead>.read([bytes], context: ())
    #expect(outcome.text == "hello, world")
    #expect(outcome.events.last == "end")
    #expect(outcome.events.contains("trailers ETag: 1"))
  }
}
