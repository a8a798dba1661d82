import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

@Suite("Requests")
struct RequestTests {
  private struct User: Codable, Equatable {
    var name: String
    var age: Int
  }

  private func request(_ body: String, limit: Int = 100) throws -> Request {
    try Request(.post, RequestTarget("/"), body: Array(body.utf8))
  }

  @Test("the body is read as a whole, as often as one likes")
  func read() throws {
    let request = try request("hello")
    #expect(try request.text() == "hello")
    #expect(try request.read() == Array("hello".utf8))
    #expect(request.bodyLength == 5)
    #expect(throws: HTTPError.bodyAlreadyTaken) { try request.nextPart() }
  }

  @Test("the body is taken in parts, and then not as a whole")
  func parts() throws {
    let request = try request("hello")
    #expect(try request.nextPart().map(Array.init) == Array("hello".utf8))
    #expect(try request.nextPart() == nil)
    #expect(throws: HTTPError.bodyAlreadyTaken) { try request.read() }
  }

  @Test("a body larger than the limit is refused")
  func limit() throws {
    #expect(throws: HTTPError.bodyTooLarge(limit: 4)) { try request("hello").read(limit: 4) }
    #expect(try request("hello").read(limit: 5).count == 5)
  }

  @Test("JSON is read, and what is wrong with it is the client's mistake, named by its place")
  func json() throws {
    let user = try request(#"{"name": "Ada", "age": 36}"#).json(as: User.self)
    #expect(user == User(name: "Ada", age: 36))
    let faults = [
      ("{", "not JSON"), (#"{"name": "Ada"}"#, "no age"),
      (#"{"name": 1, "age": 1}"#, "name is of another type"),
      (#"{"name": null, "age": 1}"#, "name is null"),
    ]
    for (text, words) in faults {
      #expect(throws: HTTPError.invalidContent(words)) { try request(text).json(as: User.self) }
    }
    #expect(HTTPError.invalidContent("").status == .badRequest)
  }

  @Test("a form is read")
  func form() throws {
    #expect(try request("a=1+2&b=").form() == ["a": "1 2", "b": ""])
  }

  @Test("the host is the target's, or else Host's")
  func host() throws {
    func host(_ text: String) throws -> String? {
      var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
      parser.receive(Array(text.utf8))
      guard case .head(let head) = try parser.next() else { return nil }
      let body = ReceivedBody(StoredBody([]), limit: 0)
      return Request(head, body: body, from: nil).host
    }
    #expect(try host("GET / HTTP/1.1\r\nHost: a:1\r\n\r\n") == "a:1")
    #expect(try host("GET http://b/ HTTP/1.1\r\nHost: B\r\n\r\n") == "b")
    #expect(try host("GET / HTTP/1.0\r\n\r\n") == nil)
  }

  @Test("a request that goes to other threads has all of it")
  func buffered() throws {
    let target = try RequestTarget("/a?b=c")
    let request = Request(.put, target, headers: [.contentType: "text/plain"], body: [1])
    let buffered = try BufferedRequest(request)
    #expect(buffered.body == [1])
    #expect(try buffered.read() == [1])
    #expect(throws: HTTPError.bodyTooLarge(limit: 0)) { try buffered.read(limit: 0) }
    #expect(buffered.path == "/a")
    #expect(buffered.query["b"] == "c")
    #expect(buffered.contentType?.essence == "text/plain")
  }
}
