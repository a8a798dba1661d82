import GenLoop
import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

@Suite("The client")
struct HTTPClientTests {
  /// Runs `body` beside a peer that says `answers`, one to each request head, and closes.
  private func answering(
    _ answers: [String],
    clock: ReactorClock = .system,
    staysOpen: Bool = false,
    _ body: (String) throws -> Void
  ) throws {
    try onLoop(clock: clock) {
      let listener = try TCPListener()
      let peer = try createTask {
        while let stream = try? listener.accept() {
          defer { stream.close() }
          for answer in answers {
            guard try stream.read() != nil else { break }
            try stream.write(answer)
          }
          if staysOpen { _ = try stream.read() }
        }
      }
      try body("http://\(listener.localAddress)/")
      listener.close()
      try peer.value()
    }
  }

  @Test("a request carries its method, query, fields and body; its answer too")
  func exchange() throws {
    try serving { router in
      router.on(.patch, "/a") { request in
        let words = [
          request.query["q"] ?? "", request.headers[.accept] ?? "", request.host ?? "",
          request.contentType?.essence ?? "", try request.text(),
        ]
        return Response(
          status: .accepted,
          headers: [.eTag: "1"],
          text: words.joined(separator: "|")
        )
      }
    } _: { (_: Server, port: Int) throws in
      let response = try ClientRequest(
        "http://127.0.0.1:\(port)/a",
        method: .patch,
        query: ["q": "x y"],
        data: Array("body".utf8),
        headers: [.accept: "*/*"],
        contentType: "text/plain"
      ).send()
      #expect(response.status == .accepted)
      #expect(response.headers[.eTag] == "1")
      #expect(response.contentType == .text)
      #expect(response.text == "x y|*/*|127.0.0.1:\(port)|text/plain|body")
    }
  }

  @Test("JSON goes there and back")
  func json() throws {
    try serving { router in
      router.post("/") { try Response(json: $0.json(as: [String: Int].self).mapValues { $0 + 1 }) }
    } _: { (_: Server, port: Int) throws in
      let response = try ClientRequest("http://127.0.0.1:\(port)", json: ["a": 1]).send()
      #expect(try response.json() == ["a": 2])
      #expect(throws: HTTPError.self) { try response.json(as: [Int].self) }
    }
  }

  @Test("connections are kept, one for each request under way")
  func pool() throws {
    try serving {
      $0.get("/") { Response(text: "\($0.peerAddress.port)") }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)")
      let one = try client.send(request).text
      #expect(client.idleCount == 1)
      #expect(try client.send(request).text == one)
      let three = try gather((0..<3).map { _ in { try client.send(request).text } })
      #expect(Set(three).count == 3)
      #expect(client.idleCount == 3)
    }
  }

  @Test("a kept connection is used for POST too")
  func poolForPost() throws {
    try serving {
      $0.post("/") { Response(text: "\($0.peerAddress.port)") }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)", method: .post, data: [1])
      #expect(try client.send(request).text == client.send(request).text)
    }
  }

  @Test("no more connections are kept than there may be")
  func poolLimit() throws {
    try serving {
      $0.get("/") { _ in Response() }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient(maxIdlePerOrigin: 1)
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)")
      _ = try gather((0..<3).map { _ in { try client.send(request) } })
      #expect(client.idleCount == 1)
      client.close()
      #expect(client.idleCount == 0)
      try client.send(request)
      #expect(client.idleCount == 0)
    }
  }

  @Test("a connection that waits too long is closed")
  func poolTime() throws {
    try serving(clock: .virtual(VirtualClock())) {
      $0.get("/") { _ in Response() }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient(idleTime: .seconds(5))
      defer { client.close() }
      try client.send(ClientRequest("http://127.0.0.1:\(port)"))
      #expect(client.idleCount == 1)
      try sleep(.seconds(6))
      #expect(client.idleCount == 0)
    }
  }

  @Test("a connection that the server has closed, or talks on unasked, is not used again")
  func poolHealth() throws {
    let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    try answering([ok]) { (url: String) throws in
      let client = HTTPClient()
      defer { client.close() }
      for _ in 0..<3 {
        #expect(try client.send(ClientRequest(url, method: .post)).text == "ok")
        while client.idleCount > 0 { try Fiber.yield() }
      }
      for _ in 0..<3 { #expect(try client.send(ClientRequest(url)).text == "ok") }
    }
    try answering([ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"]) {
      (url: String) throws in
      let client = HTTPClient()
      defer { client.close() }
      for _ in 0..<3 { #expect(try client.send(ClientRequest(url)).text == "ok") }
    }
  }

  @Test(
    "an answer that breaks a rule is an error",
    arguments: [
      ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", HTTPError.incompleteMessage),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", .incompleteMessage),
      ("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nab", .answerTooLarge(limit: 1 << 20)),
      (
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        .conflictingContentLengths
      ),
      ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .unexpectedUpgrade),
      ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
      ("", .connectionClosed),
    ]
  )
  func badAnswers(answer: String, error: HTTPError) throws {
    try answering([answer]) { (url: String) throws in
      #expect(throws: error) { try ClientRequest(url).send() }
    }
  }

  @Test("interim answers, chunks and trailers are read; a body may end with the connection")
  func answers() throws {
    let chunked =
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
      + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nETag: t\r\n\r\n"
    try answering([chunked]) { (url: String) throws in
      let response = try ClientRequest(url).send()
      #expect(response.text == "abc")
      #expect(response.trailers[.eTag] == "t")
      #expect(response.headers.isEmpty == false)
      #expect(response.headers[.eTag] == nil)
    }
    try answering(["HTTP/1.0 200 OK\r\n\r\nto the end"]) { (url: String) throws in
      #expect(try ClientRequest(url).send().text == "to the end")
    }
    try answering(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"]) { (url: String) throws in
      #expect(try ClientRequest(url, method: .head).send().body.isEmpty)
    }
  }

  @Test("a server that says nothing is not waited for longer than allowed")
  func timeout() throws {
    try answering([""], clock: .virtual(VirtualClock()), staysOpen: true) { (url: String) throws in
      let request = try ClientRequest(url, timeout: .seconds(3600))
      let server = HTTPError.Peer.server(request.url.origin)
      #expect(throws: HTTPError.timeout(.response, limit: .seconds(3600), peer: server)) {
        try request.send()
      }
    }
  }

  @Test("an answer that comes before the request is sent counts")
  func earlyAnswer() throws {
    try serving { router in
      router.post("/") { _ in Response(status: .contentTooLarge, text: "too much") }
    } _: { (_: Server, port: Int) throws in
      let body = [UInt8](repeating: 0, count: 4 << 20)
      let url = "http://127.0.0.1:\(port)"
      let response = try ClientRequest(url, method: .post, data: body).send()
      #expect(response.text == "too much")
    }
  }

  @Test("what cannot be sent is the host's mistake")
  func mistakes() throws {
    try onLoop {
      #expect(throws: HTTPError.unsupportedScheme("https")) {
        try ClientRequest("https://127.0.0.1/").send()
      }
      let reason = "does not begin with http:// or https://"
      #expect(throws: HTTPError.invalidURL("nowhere", reason: reason)) {
        try ClientRequest("nowhere")
      }
    }
  }

  @Test("a plain program, without a loop, sends a request too")
  func withoutLoop() async throws {
    let reactor = try Reactor.start()
    let (server, url) = try await reactor.run { () throws -> (LoopBound<Server>, String) in
      let server = Server()
      server.router.get("/") { _ in Response(text: "hello") }
      try server.start()
      return (LoopBound(server, of: reactor), "http://127.0.0.1:\(server.localAddress?.port ?? 0)")
    }
    let send: (ClientRequest) throws -> ClientResponse = { try $0.send() }
    #expect(try send(ClientRequest(url)).text == "hello")
    try await reactor.run { try server.value.stop() }
    #expect(await reactor.shutDown().isClean)
  }
}
