import GenLoop
import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

/// What connections meet: servers that go away at the worst moment, callers that give up at any.
@Suite("A client among faults")
struct ConnectionFaultTests {
  private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  /// Runs `body` beside a peer that treats its connections by `treat`, told how many came before.
  private func beside(
    _ treat: @escaping (TCPStream, Int) throws -> Void,
    _ body: (HTTPClient, String) throws -> Void
  ) throws {
    try onLoop {
      let listener = try TCPListener()
      let peer = try createTask {
        var count = 0
        while let stream = try? listener.accept() {
          defer { stream.close() }
          try treat(stream, count)
          count += 1
        }
        return count
      }
      let client = HTTPClient()
      try body(client, "http://\(listener.localAddress)/")
      client.close()
      listener.close()
      _ = try peer.value()
    }
  }

  @Test("a request that may be repeated is, where its server closes the kept connection on it")
  func closedAtReuse() throws {
    var heads: [String] = []
    try beside { stream, count in
      heads.append(try stream.read(until: "\r\n\r\n"))
      try stream.write(Self.ok)
      // The next request is read and not answered.
      if count < 2 { heads.append(try stream.read(until: "\r\n\r\n")) }
    } _: { (client: HTTPClient, url: String) throws in
      #expect(try client.send(ClientRequest(url)).text == "ok")
      #expect(try client.send(ClientRequest(url, method: .put, data: [1])).text == "ok")
      // Whether the server has done what a POST asks for, nobody knows.
      #expect(throws: HTTPError.connectionClosed) {
        try client.send(ClientRequest(url, method: .post, data: [1]))
      }
      #expect(try client.send(ClientRequest(url)).text == "ok")
    }
    #expect(heads.map { $0.prefix { $0 != " " } } == ["GET", "PUT", "PUT", "POST", "GET"])
  }

  @Test("an answer that begins and breaks off is never asked for again")
  func brokenAnswer() throws {
    let halves = ["HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"]
    for half in halves {
      var requests = 0
      try beside { stream, _ in
        requests += 1
        _ = try stream.read(until: "\r\n\r\n")
        try stream.write(Self.ok)
        guard try stream.read() != nil else { return }
        requests += 1
        try stream.write(half)
      } _: { (client: HTTPClient, url: String) throws in
        try client.send(ClientRequest(url))
        #expect(throws: HTTPError.incompleteMessage) { try client.send(ClientRequest(url)) }
        #expect(client.idleCount == 0)
      }
      #expect(requests == 2)
    }
  }

  @Test("garbage behind an answer spoils the connection, not the answer")
  func garbage() throws {
    try beside { stream, _ in
      _ = try stream.read(until: "\r\n\r\n")
      try stream.write(Self.ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    } _: { (client: HTTPClient, url: String) throws in
      for _ in 0..<3 { #expect(try client.send(ClientRequest(url)).text == "ok") }
    }
  }

  @Test("a client that ends its side behind its request gets its answer")
  func halfClosed() throws {
    try serving {
      $0.post("/") { Response(text: try $0.text()) }
    } _: {
      (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
      try stream.shutdownWrite()
      #expect(try stream.readAll().hasSuffix("\r\n\r\nabc"))
    }
  }

  @Test("a thousand requests at once share ten connections")
  func thousand() throws {
    try serving { router in
      router.get("/{n}") { request in
        try Fiber.yield()
        return Response(text: request.parameters["n"] ?? "")
      }
    } _: { (server: Server, port: Int) throws in
      let client = HTTPClient(maxConnectionsPerOrigin: 10, maxIdlePerOrigin: 10)
      defer { client.close() }
      let answers = try gather(
        (0..<1000).map { n in
          { try client.send(ClientRequest("http://127.0.0.1:\(port)/\(n)")).text }
        }
      )
      #expect(answers == (0..<1000).map(String.init))
      #expect(server.connectionCount == 10)
      #expect(client.idleCount == 10)
    }
  }

  @Test("a request that is given up after any number of turns leaves the pool whole")
  func cancelledAnywhere() throws {
    try serving { router in
      router.get("/") { _ in
        Response { body in
          for _ in 0..<3 {
            try body.write("part")
            try Fiber.yield()
          }
        }
      }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient(maxConnectionsPerOrigin: 1)
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)/")
      var (turns, givenUp) = (0, 2)
      while givenUp > 0, turns < 1_000_000 {
        // One asks, and another waits for its turn; both give up, unless they are done by then.
        let tasks = try (0..<2).map { _ in try createTask { try client.send(request).text } }
        for _ in 0..<turns { try Fiber.yield() }
        for task in tasks { task.cancel() }
        let texts = tasks.map { try? $0.value() }
        #expect(texts.allSatisfy { $0 == nil || $0 == "partpartpart" })
        givenUp = texts.count { $0 == nil }
        #expect(try client.send(request).text == "partpartpart", "\(turns) turns")
        #expect(client.idleCount == 1, "\(turns) turns")
        turns += 1 + turns / 20
      }
      #expect(turns > 10 && givenUp == 0)
    }
  }
}
