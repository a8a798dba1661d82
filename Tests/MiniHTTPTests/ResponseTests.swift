import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

@Suite("Responses")
struct ResponseTests {
  private func text(_ response: Response) throws -> String {
    String(decoding: try response.content.collect(), as: UTF8.self)
  }

  @Test("text, JSON and bytes carry their type")
  func kinds() throws {
    let plain = Response(text: "é")
    #expect(plain.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(plain.body.count == 2)
    let json = try Response(status: .created, json: ["a": 1])
    #expect(json.status == .created)
    #expect(json.headers[.contentType] == "application/json")
    #expect(try text(json) == #"{"a":1}"#)
    let bytes = Response(headers: [.eTag: "1"], body: [1, 2], contentType: "image/png")
    #expect(bytes.headers[.contentType] == "image/png")
    #expect(bytes.headers[.eTag] == "1")
    #expect(Response(status: .noContent).headers.isEmpty)
    #expect(Response.redirect(to: "/x").headers[.location] == "/x")
  }

  @Test("a type that was given by itself is one of the fields for whoever reads or changes them")
  func typeAmongFields() {
    var response = Response(headers: [.eTag: "1"], text: "a", contentType: .html)
    #expect(response.headers.map(\.name.canonicalName) == ["etag", "content-type"])
    response.headers[.server] = "umbra"
    #expect(response.headers.count == 3)
    #expect(response.contentType == .html)
    response.contentType = .json
    #expect(response.headers[.contentType] == "application/json")
    #expect(response.headers.count == 3)
    response.headers[.contentType] = nil
    #expect(response.contentType == nil)
    response.headers = [:]
    #expect(response.headers.isEmpty)
    var other = Response(text: "a", contentType: .html)
    other.contentType = nil
    #expect(other.headers.isEmpty)
  }

  @Test("a type takes the place of the field, and line ends in it are not sent")
  func oddTypes() {
    let both = Response(headers: [.contentType: "a/b", .eTag: "1"], text: "a", contentType: .html)
    #expect(both.headers[values: .contentType] == ["text/html; charset=utf-8"])
    let split = Response(text: "a", contentType: "a/b\r\nX: y")
    #expect(split.headers[.contentType] == "a/b  X: y")
    #expect(split.ownType == nil)
  }

  @Test("the type is sent once, after the other fields, changed or not")
  func typeOnTheWire() throws {
    try serving { router in
      router.get("/") { _ in Response(headers: [.eTag: "1"], text: "a", contentType: .html) }
      router.get("/changed") { _ in
        var response = Response(text: "a")
        response.headers[.contentType] = "a/b"
        return response
      }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      defer { client.close() }
      try client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      let first = try client.read(until: "\r\n\r\na")
      #expect(first.contains("ETag: 1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length"))
      try client.write("GET /changed HTTP/1.1\r\nHost: a\r\n\r\n")
      let second = try client.read(until: "\r\n\r\na")
      #expect(second.contains("200 OK\r\nContent-Type: a/b\r\nContent-Length"))
    }
  }

  @Test("a stream is written by its closure")
  func stream() throws {
    let response = Response(contentType: .text) { body in
      for n in 1...3 { try body.write("\(n) ") }
    }
    #expect(response.content.length == nil)
    #expect(try text(response) == "1 2 3 ")
  }

  @Test("an error shows the client what the client did, and nothing of what the host did")
  func errors() throws {
    #expect(try text(Response(HTTPError.refused(.conflict, "taken"))) == "taken\n")
    #expect(Response(HTTPError.refused(.conflict, "taken")).status == .conflict)
    let ours = Response(HTTPError.unsendableField("Secret"))
    #expect(ours.status == .internalServerError)
    #expect(try !text(ours).contains("Secret"))
  }
}
