import GenLoop
import HTTPTypes
import MiniHTTP
import Reactor
import Testing

@Suite("A server's life")
struct ServerLifeTests {
  @Test("a server that stops lets the exchange in progress end, and says that it was the last")
  func graceful() throws {
    let entered = Event()
    let proceed = Event()
    try serving { router in
      router.get("/") { _ in
        entered.set()
        try proceed.wait()
        return Response(text: "done")
      }
    } _: { (server: Server, port: Int) throws in
      let idle = try TCPStream.local(port)
      let busy = try TCPStream.local(port)
      defer {
        idle.close()
        busy.close()
      }
      try busy.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      try entered.wait()
      let stopping = try createTask { try server.stop() }
      #expect(try idle.read() == nil)
      proceed.set()
      let text = try busy.readAll()
      #expect(text.contains("Connection: close\r\n"))
      #expect(text.hasSuffix("done"))
      try stopping.value()
      #expect(server.connectionCount == 0)
      #expect(server.localAddress == nil)
    }
  }

  @Test("what does not end in time is cancelled")
  func impatient() throws {
    let entered = Event()
    var wasCancelled = false
    try serving { router in
      router.get("/") { _ in
        entered.set()
        do { try Event().wait() } catch {
          wasCancelled = error is CancellationError
          throw error
        }
        return Response()
      }
    } _: { (server: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      try entered.wait()
      try server.stop(within: .zero)
      #expect(wasCancelled)
      #expect(try stream.read() == nil)
    }
  }

  @Test("`run` serves until the server is stopped, or its fibre cancelled")
  func running() throws {
    try onLoop {
      let server = Server()
      let task = try createTask { try server.run(port: 0) }
      while server.localAddress == nil { try Fiber.yield() }
      #expect(throws: HTTPError.serverState(.running)) { try server.start() }
      try server.stop()
      try task.value()
      #expect(throws: HTTPError.serverState(.stopped)) { try server.start() }

      let other = Server()
      let cancelled = try createTask { try other.run(port: 0) }
      while other.localAddress == nil { try Fiber.yield() }
      cancelled.cancel()
      #expect(throws: CancellationError.self) { try cancelled.value() }
    }
  }

  @Test("away from a loop, `run` makes one")
  func ownLoop() async throws {
    let reactor = try Reactor.start()
    let (listener, port) = try await reactor.run { () throws -> (LoopBound<TCPListener>, Int) in
      let listener = try TCPListener()
      return (LoopBound(listener, of: reactor), listener.localAddress.port)
    }
    // It comes so far as to find the port taken.
    let error = #expect(throws: ReactorError.self) { try Server().run(port: port) }
    guard case .system(_, .addressInUse) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    try await reactor.run { listener.value.close() }
    #expect(await reactor.shutDown().isClean)
  }

  @Test("a server with routes that are no good does not start")
  func badRoutes() throws {
    try onLoop {
      let server = Server()
      server.router.get("nowhere") { _ in Response() }
      #expect(throws: HTTPError.self) { try server.start() }
    }
  }

  @Test("more connections than there are places wait for their turn")
  func places() throws {
    try serving(maxConnections: 1) { router in
      router.get("/") { Response(text: "\($0.peerAddress.port)") }
    } _: { (server: Server, port: Int) throws in
      let first = try TCPStream.local(port)
      try first.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = try first.read(until: "\r\n\r\n")
      let second = try TCPStream.local(port)
      defer { second.close() }
      try second.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      for _ in 0..<20 { try Fiber.yield() }
      #expect(server.connectionCount == 1)
      first.close()
      #expect(try second.readAll().hasPrefix("HTTP/1.1 200 OK"))
    }
  }

  @Test("a client that is silent between requests is let go")
  func idle() throws {
    try serving(clock: .virtual(VirtualClock())) {
      $0.get("/") { _ in Response() }
    } _: { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try stream.readAll().hasSuffix("\r\n\r\n"))
    }
  }

  @Test(
    "a client that stops within a request gets 408",
    arguments: [
      "GET / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ]
  )
  func stalled(text: String) throws {
    try serving(clock: .virtual(VirtualClock())) { router in
      router.post("/") { Response(body: try $0.read()) }
    } _: { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write(text)
      let answer = try stream.readAll()
      #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.hasSuffix("\r\n\r\nRequest Timeout\n"))
    }
  }

  @Test("a client that reads nothing is let go")
  func unread() throws {
    var error: (any Error)?
    let ended = Event()
    try serving(clock: .virtual(VirtualClock())) { router in
      router.get("/") { _ in
        Response { body in
          do {
            while true { try body.write([UInt8](repeating: 0, count: 1 << 20)) }
          } catch let problem {
            error = problem
            ended.set()
            throw problem
          }
        }
      }
    } _: { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      try ended.wait()
      let client = try HTTPError.Peer.client(stream.localAddress)
      let limit = HTTPLimits().writeTime
      #expect(error as? HTTPError == .timeout(.write, limit: limit, peer: client))
    }
  }
}
