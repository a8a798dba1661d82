import Foundation
import GenLoop
import HTTPTypes
import MiniHTTP
import Reactor
import Testing

@Suite("Server and client")
struct ServerTests {
  /// Runs `body` beside a server with these routes; both leave nothing open.
  func serving(_ routes: (Router) -> Void, _ body: (String) throws -> Void) throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) {
      let server = Server()
      routes(server.router)
      try server.start()
      defer { try? server.stop() }
      let address = try #require(server.localAddress)
      try body("http://\(address)")
    }
    #expect(report?.isClean == true, "\(report.map(String.init(describing:)) ?? "")")
  }

  @Test("a request is routed, with its parameters, and answered")
  func routing() throws {
    try serving {
      $0.get("/users/{id}") { Response(text: $0.parameters["id"] ?? "") }
      $0.get("/users/me") { _ in Response(text: "it is me") }
      $0.get("/files/{path*}") { Response(text: $0.parameters["path"] ?? "") }
    } _: { (url: String) throws in
      #expect(try ClientRequest(url + "/users/7").send().text == "7")
      #expect(try ClientRequest(url + "/users/me").send().text == "it is me")
      #expect(try ClientRequest(url + "/files/a/b").send().text == "a/b")
      #expect(try ClientRequest(url + "/nothing").send().status == .notFound)
      let refused = try ClientRequest(url + "/users/7", method: .post).send()
      #expect(refused.status == .methodNotAllowed)
      #expect(refused.headers[.allow] == "GET, HEAD, OPTIONS")
      #expect(try ClientRequest(url + "/users/7", method: .head).send().body.isEmpty)
    }
  }

  @Test("a body is read when the handler asks, and echoed")
  func echo() throws {
    try serving {
      $0.post("/") { Response(body: try $0.read(), contentType: $0.contentType) }
    } _: { (url: String) throws in
      let body = [UInt8]((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
      #expect(try ClientRequest(url + "/", method: .post, data: body).send().body == body)
      let large = [UInt8](repeating: 0, count: 2 << 20)
      #expect(
        try ClientRequest(url + "/", method: .post, data: large).send().status == .contentTooLarge
      )
    }
  }

  @Test("a client's connection is kept, and replaced when the server has closed it")
  func keepAlive() throws {
    try serving {
      $0.get("/") { Response(text: "\($0.peerAddress.port)") }
      $0.get("/close") { _ in
        var response = Response(text: "bye")
        response.headers[.connection] = "close"
        return response
      }
    } _: { (url: String) throws in
      let client = HTTPClient()
      defer { client.close() }
      let ports = try (0..<3).map { _ in try client.send(ClientRequest(url + "/")).text }
      #expect(Set(ports).count == 1)
      #expect(try client.send(ClientRequest(url + "/close")).text == "bye")
      #expect(try client.send(ClientRequest(url + "/")).status == .ok)
    }
  }

  @Test("requests in a row on one connection are answered in order")
  func pipelining() throws {
    try serving {
      $0.get("/{n}") { Response(text: $0.parameters["n"] ?? "") }
    } _: { (url: String) throws in
      let address = try HTTPURL(url)
      let stream = try TCPStream.connect(to: address.host, port: address.port)
      defer { stream.close() }
      let requests = (1...5).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
      try stream.write(Array((requests + "GET /6 HTTP/1.0\r\n\r\n").utf8))
      var answer: [UInt8] = []
      while let bytes = try stream.read() { answer += bytes }
      let text = String(decoding: answer, as: UTF8.self)
      let bodies = text.components(separatedBy: "\r\n\r\n").dropFirst().map { $0.prefix(1) }
      #expect(bodies == ["1", "2", "3", "4", "5", "6"])
    }
  }

  @Test("a handler's error is a 500 and no more")
  func handlerError() throws {
    struct Broken: Error {}
    try serving {
      $0.get("/broken") { _ in throw Broken() }
      $0.get("/") { _ in Response(text: "well") }
    } _: { (url: String) throws in
      #expect(try ClientRequest(url + "/broken").send().status == .internalServerError)
      #expect(try ClientRequest(url + "/").send().text == "well")
    }
  }

  @Test("what is not HTTP is answered with its status, and the connection closed")
  func malformed() throws {
    try serving { _ in
    } _: { (url: String) throws in
      let address = try HTTPURL(url)
      let stream = try TCPStream.connect(to: address.host, port: address.port)
      defer { stream.close() }
      try stream.write(Array("GET / HTTP/1.1\r\n\r\n".utf8))
      let answer = String(decoding: try stream.read() ?? [], as: UTF8.self)
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
      #expect(try stream.read() == nil)
    }
  }

  @Test("async code sends a request too")
  func fromAsync() async throws {
    try await servingAside {
      $0.get("/") { _ in Response(text: "hello") }
    } _: { (_: Reactor, url: String) async throws in
      #expect(try await ClientRequest(url).send().text == "hello")
    }
  }
}
