import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Written responses")
struct ResponseEncoderTests {
  private func head(
    _ status: HTTPResponse.Status = .ok,
    _ fields: HTTPFields = [:],
    length: Int? = 0,
    method: HTTPRequest.Method = .get,
    version: HTTPVersion = .http11,
    keepsAlive: Bool = true,
    date: [UInt8] = []
  ) throws -> String {
    let encoder = ResponseEncoder(method: method, version: version)
    let facts = try SentFacts(fields)
    let framing = try encoder.framing(status, length: length, declared: facts.contentLength)
    var bytes: [UInt8] = []
    try encoder.append(
      status,
      fields,
      framing: framing,
      date: date,
      to: &bytes
    )
    encoder.appendEnd(keepsAlive: keepsAlive && !facts.wantsClose, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("a head has its status, the program's fields, and the framing")
  func plain() throws {
    #expect(
      try head(.ok, [.contentType: "text/plain"], length: 5)
        == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
    )
    #expect(try head(.init(code: 299)) == "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n")
  }

  @Test("a body of unknown length is chunked, or ends with an HTTP/1.0 connection")
  func unknownLength() throws {
    #expect(try head(length: nil) == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    #expect(
      try head(length: nil, version: .http10, keepsAlive: false)
        == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    )
  }

  @Test("the connection's fate is said where the version does not")
  func connection() throws {
    #expect(try head(keepsAlive: false).contains("Connection: close\r\n"))
    #expect(try head([.connection: "close"]).contains("Connection: close\r\n"))
    #expect(try head(version: .http10).contains("Connection: keep-alive\r\n"))
    #expect(try !head().contains("Connection"))
  }

  private func head(_ fields: HTTPFields) throws -> String { try head(.ok, fields) }

  @Test("204 and 304 have no body and no length; HEAD has the length alone")
  func withoutBody() throws {
    #expect(try head(.noContent) == "HTTP/1.1 204 No Content\r\n\r\n")
    #expect(try head(.notModified) == "HTTP/1.1 304 Not Modified\r\n\r\n")
    #expect(throws: HTTPError.bodyNotAllowed) { try head(.noContent, length: 1) }
    #expect(throws: HTTPError.bodyNotAllowed) { try head(.notModified, length: nil) }
    #expect(try head(length: 7, method: .head).contains("Content-Length: 7\r\n"))
    #expect(try head([.contentLength: "9"], method: .head).contains("Content-Length: 9\r\n"))
    var body = ResponseEncoder(method: .head, version: .http11).body(.length(7))
    var bytes: [UInt8] = []
    try body.append([1, 2, 3], to: &bytes)
    try body.end(to: &bytes)
    #expect(bytes.isEmpty)
  }

  private func head(_ fields: HTTPFields, method: HTTPRequest.Method) throws -> String {
    try head(.ok, fields, method: method)
  }

  @Test("a declared length is held to")
  func declared() throws {
    #expect(try head(.ok, [.contentLength: "5"], length: nil).contains("Content-Length: 5\r\n"))
    #expect(throws: HTTPError.bodyLengthMismatch(declared: 4)) {
      try head(.ok, [.contentLength: "4"], length: 5)
    }
    #expect(throws: HTTPError.unsendableField("Content-Length")) {
      try head(.ok, [.contentLength: "+5"], length: 5)
    }
  }

  @Test("fields that the server writes are refused")
  func reserved() {
    #expect(throws: HTTPError.reservedField("Transfer-Encoding")) {
      try head([.transferEncoding: "chunked"])
    }
    #expect(throws: HTTPError.reservedField("Connection")) { try head([.connection: "upgrade"]) }
  }

  @Test("nothing that the program puts in ends a line")
  func injection() throws {
    let value = HTTPField(name: .accept, lenientValue: [0x61, 0x01])
    #expect(throws: HTTPError.unsendableField("Accept")) { try head(HTTPFields([value])) }
    let split = HTTPField(name: .accept, value: "a\r\nSet-Cookie: b")
    #expect(try !head(HTTPFields([split])).contains("\r\nSet-Cookie"))
    let status = HTTPResponse.Status(code: 200, reasonPhrase: "OK\r\nSet-Cookie: b")
    #expect(try head(status).split(separator: "\r\n").count == 2)
  }

  @Test("only final statuses are sent", arguments: [100, 101, 199, 600, 999, 0])
  func statuses(code: Int) {
    #expect(throws: HTTPError.unsendableStatus(code)) { try head(.init(code: code)) }
  }

  @Test("Date is the server's, unless the program has one")
  func date() throws {
    let line = Array("Date: now\r\n".utf8)
    #expect(try head(date: line).contains("\r\nDate: now\r\n"))
    let own = try head(.ok, [.date: "then"], date: line)
    #expect(own.contains("Date: then\r\n"))
    #expect(!own.contains("now"))
  }
}
