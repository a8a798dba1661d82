import GenLoop
import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

/// What a server does with its fibres and buffers, and when it lets a handler go.
@Suite("Conversations")
struct ConversationTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("connections that wait for a request, or for the rest of a head, hold no fibre")
  func quiet() throws {
    try serving(maxConnections: 1000) {
      $0.get("/") { _ in Response(text: "hello") }
    } _: { (server: Server, port: Int) throws in
      let clients = try (0..<300).map { _ in try TCPStream.local(port) }
      defer { for client in clients { client.close() } }
      for client in clients {
        try client.write(ConversationTests.get)
        #expect(try client.read(until: "hello").hasSuffix("hello"))
      }
      for client in clients { try client.write("GET / HTTP/1.1\r\nHo") }
      for _ in 0..<20 { try Fiber.yield() }
      #expect(server.connectionCount == 300)
      #expect(server.core.workers.count <= 2)
      for client in clients { try client.write("st: a\r\n\r\n") }
      for client in clients { #expect(try client.read(until: "hello").hasSuffix("hello")) }
    }
  }

  @Test("handlers that wait have a fibre each, and the fibres end but for some")
  func waiting() throws {
    let proceed = Event()
    try serving { router in
      router.get("/") { _ in
        try proceed.wait()
        return Response(text: "hello")
      }
    } _: { (server: Server, port: Int) throws in
      let clients = try (0..<50).map { _ in try TCPStream.local(port) }
      defer { for client in clients { client.close() } }
      for client in clients { try client.write(ConversationTests.get) }
      while server.core.workers.count < 50 { try Fiber.yield() }
      proceed.set()
      for client in clients { #expect(try client.read(until: "hello").hasSuffix("hello")) }
      while server.core.workers.count > 16 { try Fiber.yield() }
    }
  }

  @Test("the answers to pipelined requests go out together")
  func batch() throws {
    try serving {
      $0.get("/") { _ in Response(text: "hello") }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      defer { client.close() }
      try client.write(String(repeating: ConversationTests.get, count: 20))
      let bytes = try #require(try client.read())
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.split(separator: "HTTP/1.1 200 OK").count == 20)
    }
  }

  @Test("an answer is on its way while the handler of the next request waits")
  func prompt() throws {
    let proceed = Event()
    try serving { router in
      router.get("/") { _ in Response(text: "at once") }
      router.get("/slow") { _ in
        try proceed.wait()
        return Response(text: "later")
      }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      defer { client.close() }
      try client.write(ConversationTests.get + "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.read(until: "at once").hasSuffix("at once"))
      proceed.set()
      #expect(try client.read(until: "later").hasSuffix("later"))
    }
  }

  @Test("more pipelined requests than one turn has are answered, and others have their turn")
  func turns() throws {
    var order: [String] = []
    try serving { router in
      router.get("/{name}") { request in
        order.append(request.parameters["name"] ?? "")
        return Response()
      }
    } _: { (_: Server, port: Int) throws in
      let (greedy, modest) = (try TCPStream.local(port), try TCPStream.local(port))
      defer {
        greedy.close()
        modest.close()
      }
      let many = String(repeating: "GET /greedy HTTP/1.1\r\nHost: a\r\n\r\n", count: 100)
      // Both are there before the server has its turn.
      _ = try greedy.tryWrite(Array(many.utf8))
      _ = try modest.tryWrite(Array("GET /modest HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
      while order.count < 101 { try Fiber.yield() }
      let place = try #require(order.firstIndex(of: "modest"))
      #expect(place < 100)
    }
  }

  @Test("a client that goes away cancels its handler")
  func disconnect() throws {
    let entered = Event()
    let left = Event()
    var error: (any Error)?
    try serving { router in
      router.get("/") { _ in
        entered.set()
        defer { left.set() }
        do { try Event().wait() } catch let problem {
          error = problem
          throw problem
        }
        return Response()
      }
    } _: { (server: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      try client.write(ConversationTests.get)
      try entered.wait()
      client.close()
      try left.wait()
      #expect(error is CancellationError)
      while server.connectionCount > 0 { try Fiber.yield() }
    }
  }

  @Test("a client that goes away cancels the async handler's task too")
  func asynchronousDisconnect() throws {
    let entered = Event()
    let (signal, continuation) = AsyncStream<Void>.makeStream()
    let (ended, end) = AsyncStream<Bool>.makeStream()
    try serving { router in
      router.get("/") { _ in
        continuation.yield()
        try? await Task.sleep(for: .seconds(3600))
        end.yield(Task.isCancelled)
        return Response()
      }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      try client.write(ConversationTests.get)
      try wait { for await _ in signal { break } }
      client.close()
      let wasCancelled = try wait { await ended.first { _ in true } }
      #expect(wasCancelled == true)
      entered.set()
    }
  }

  @Test("a client that goes away within a body ends the reading of it")
  func brokenBody() throws {
    let left = Event()
    var error: (any Error)?
    try serving { router in
      router.post("/") { request in
        defer { left.set() }
        do { return Response(body: try request.read()) } catch let problem {
          error = problem
          throw problem
        }
      }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      try client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
      client.close()
      try left.wait()
      #expect(error as? HTTPError == .incompleteMessage)
    }
  }

  @Test("a client that goes away ends a stream that is written to it")
  func brokenStream() throws {
    let left = Event()
    try serving { router in
      router.get("/") { _ in
        Response { body in
          defer { left.set() }
          try body.write("first")
          try Event().wait()
        }
      }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      try client.write(ConversationTests.get)
      _ = try client.read(until: "first")
      client.close()
      try left.wait()
    }
  }

  @Test("the error of a server that a handler asks is not the client's mistake")
  func upstream() throws {
    try serving { router in
      router.get("/") { request in
        throw HTTPError.invalidStatusLine
      }
      router.get("/late") { _ in
        throw HTTPError.timeout(
          .response,
          limit: .zero,
          peer: .server(HTTPOrigin(host: "example.org"))
        )
      }
    } _: { (_: Server, port: Int) throws in
      for path in ["/", "/late"] {
        let text = try answer(port, "GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(text.hasPrefix("HTTP/1.1 500 "))
        #expect(text.hasSuffix("\r\n\r\nInternal Server Error\n"))
      }
    }
  }

  @Test("a client sees the refusal of a body that it goes on to send, and then the end")
  func lingering() throws {
    try serving { router in
      router.post("/") { Response(body: try $0.read()) }
    } _: { (server: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      defer { client.close() }
      let size = 8 << 20
      try client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
      for _ in 0..<8 { try client.write([UInt8](repeating: 0, count: size / 8)) }
      let text = try client.readAll()
      #expect(text.hasPrefix("HTTP/1.1 413 "))
      #expect(text.contains("Connection: close\r\n"))
      client.close()
      while server.connectionCount > 0 { try Fiber.yield() }
    }
  }

  @Test("a body that nobody reads holds the client back")
  func backPressure() throws {
    let proceed = Event()
    try serving { router in
      router.post("/") { request in
        try proceed.wait()
        var count = 0
        for part in request.parts { count += try part.get().count }
        return Response(text: "\(count)")
      }
    } _: { (_: Server, port: Int) throws in
      let client = try TCPStream.local(port)
      defer { client.close() }
      let size = 64 << 20
      try client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
      let writer = try Fiber.spawn { try? client.write([UInt8](repeating: 0, count: size)) }
      for _ in 0..<1000 { try Fiber.yield() }
      #expect(!writer.hasEnded)
      proceed.set()
      #expect(try client.read(until: "\(size)").hasSuffix("\(size)"))
      try writer.join()
    }
  }
}
