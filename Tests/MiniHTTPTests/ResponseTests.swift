import HTTPTypes
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
