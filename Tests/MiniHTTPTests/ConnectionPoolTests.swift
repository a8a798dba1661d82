import GenLoop
import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

@Suite("Connections of a client")
struct ConnectionPoolTests {
  @Test("no more requests to one server are under way than there may be; the others wait in turn")
  func maximum() throws {
    var present = 0
    var most = 0
    try serving { router in
      router.get("/{n}") { request in
        present += 1
        most = max(most, present)
        defer { present -= 1 }
        for _ in 0..<5 { try Fiber.yield() }
        return Response(text: request.parameters["n"] ?? "")
      }
    } _: { (server: Server, port: Int) throws in
      let client = HTTPClient(maxConnectionsPerOrigin: 3)
      defer { client.close() }
      let answers = try gather(
        (0..<20).map { n in
          { try client.send(ClientRequest("http://127.0.0.1:\(port)/\(n)")).text }
        }
      )
      #expect(answers == (0..<20).map(String.init))
      #expect(most == 3)
      #expect(server.connectionCount == 3)
    }
  }

  @Test("who gives up waiting for a connection does not keep others from theirs")
  func cancelled() throws {
    let proceed = Event()
    try serving { router in
      router.get("/") { _ in
        try proceed.wait()
        return Response(text: "ok")
      }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient(maxConnectionsPerOrigin: 1)
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)/")
      let tasks = try (0..<3).map { _ in try createTask { try client.send(request).text } }
      for _ in 0..<10 { try Fiber.yield() }
      tasks[1].cancel()
      #expect(throws: CancellationError.self) { try tasks[1].value() }
      proceed.set()
      #expect(try tasks[0].value() == "ok")
      #expect(try tasks[2].value() == "ok")
    }
  }

  @Test("who is not there is named, and is nobody's mistake")
  func unreachable() throws {
    try onLoop {
      let listener = try TCPListener()
      let port = listener.localAddress.port
      listener.close()
      do {
        _ = try ClientRequest("http://127.0.0.1:\(port)/").send()
        Issue.record("connected")
      } catch let error as HTTPError {
        let origin = HTTPOrigin(host: "127.0.0.1", port: port)
        #expect(error == .unreachable(origin, .connectionRefused))
        #expect(error.blame == .network)
        #expect(error.description.hasPrefix("cannot connect to http://127.0.0.1:\(port): "))
      }
    }
  }

  @Test("async code shares a client, whose connections are kept")
  func shared() async throws {
    var late: SharedHTTPClient?
    try await servingAside {
      $0.get("/") { Response(text: "\($0.peerAddress.port)") }
    } _: { (reactor: Reactor, url: String) async throws in
      let client = try SharedHTTPClient(on: reactor)
      late = client
      let request = try ClientRequest(url)
      let first = try await client.send(request).text
      #expect(try await client.send(request).text == first)
      await client.close()
      #expect(try await client.send(request).text != first)
    }
    let request = try ClientRequest("http://127.0.0.1/")
    await #expect(throws: ReactorError.closed) { try await late?.send(request) }
  }

  @Test("cancelling a task cancels its request")
  func cancelledTask() async throws {
    let (entered, enter) = AsyncStream<Void>.makeStream()
    try await servingAside { router in
      router.get("/") { _ in
        enter.yield()
        try Event().wait()
        return Response()
      }
    } _: { (reactor: Reactor, url: String) async throws in
      let client = try SharedHTTPClient(on: reactor)
      let request = try ClientRequest(url)
      let task = Task { try await client.send(request) }
      for await _ in entered { break }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }
}
