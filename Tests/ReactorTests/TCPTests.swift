import Reactor
import Testing

@Suite("TCP")
struct TCPTests {
  @Test("bytes go both ways, and the end is seen")
  func echo() throws {
    try cleanRun {
      let listener = try TCPListener()
      defer { listener.close() }
      let server = try Fiber.spawn {
        guard let stream = try? listener.accept() else { return }
        defer { stream.close() }
        while let bytes = try? stream.read() { try? stream.write(bytes) }
      }
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      try client.write(Array("hello".utf8))
      #expect(try client.read() == Array("hello".utf8))
      client.close()
      try server.join()
    }
  }

  @Test("many megabytes get through a reader that is slow")
  func backPressure() throws {
    try cleanRun {
      let listener = try TCPListener()
      defer { listener.close() }
      let total = 8 << 20
      let server = try Fiber.spawn {
        guard let stream = try? listener.accept() else { return }
        defer { stream.close() }
        try? stream.write([UInt8](repeating: 7, count: total))
      }
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      defer { client.close() }
      var count = 0
      while let bytes = try client.read() {
        count += bytes.count
        try Fiber.yield()
      }
      #expect(count == total)
      try server.join()
    }
  }

  @Test("a refused connection says so, and where")
  func refused() throws {
    try cleanRun {
      let listener = try TCPListener()
      let port = listener.localAddress.port
      listener.close()
      do {
        _ = try TCPStream.connect(to: "127.0.0.1", port: port)
        Issue.record("connected")
      } catch ReactorError.system(let operation, let code) {
        #expect(operation == "connect to 127.0.0.1:\(port)")
        #expect(code == .connectionRefused)
      }
    }
  }

  @Test("a name is looked up")
  func name() throws {
    try cleanRun {
      let listener = try TCPListener(host: "localhost")
      defer { listener.close() }
      try TCPStream.connect(to: "localhost", port: listener.localAddress.port).close()
    }
  }

  @Test("closing wakes who reads and who accepts")
  func closing() throws {
    try cleanRun {
      let listener = try TCPListener()
      var errors: [StreamError] = []
      let acceptor = try Fiber.spawn {
        do { _ = try listener.accept() } catch { (error as? StreamError).map { errors.append($0) } }
      }
      try Fiber.yield()
      listener.close()
      try acceptor.join()
      #expect(errors == [.closed])
    }
  }

  @Test("half closing tells the peer the end, and leaves the other way open")
  func halfClose() throws {
    try cleanRun {
      let listener = try TCPListener()
      defer { listener.close() }
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      let server = try listener.accept()
      try client.write("question")
      try client.shutdownWrite()
      #expect(try server.readToEnd() == Array("question".utf8))
      try server.write("answer")
      server.close()
      #expect(try client.readToEnd() == Array("answer".utf8))
      client.close()
    }
  }

  @Test("each end knows both addresses")
  func addresses() throws {
    try cleanRun {
      let listener = try TCPListener()
      defer { listener.close() }
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      let server = try listener.accept()
      #expect(try client.peerAddress == listener.localAddress)
      #expect(try server.localAddress == listener.localAddress)
      #expect(try server.peerAddress == client.localAddress)
      client.close()
      server.close()
    }
  }

  @Test("options are taken while it is open, and refused afterwards")
  func options() throws {
    try cleanRun {
      let listener = try TCPListener()
      defer { listener.close() }
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      try client.setNoDelay(false)
      try client.setKeepAlive(after: .seconds(30))
      try client.setKeepAlive(after: nil)
      client.close()
      #expect(throws: StreamError.closed) { try client.setNoDelay(true) }
      #expect(throws: StreamError.closed) { try client.setKeepAlive(after: nil) }
      #expect(throws: StreamError.closed) { try client.localAddress }
    }
  }

  @Test("a port out of range is the caller's mistake", arguments: [-1, 65536])
  func badPort(_ port: Int) throws {
    try cleanRun {
      #expect(throws: StreamError.badPort(port)) { try TCPListener(port: port) }
      #expect(throws: StreamError.badPort(port)) { try TCPStream.connect(to: "::1", port: port) }
    }
  }

  @Test("a cancelled accept leaves the connection to the next")
  func cancelledAccept() throws {
    try cleanRun {
      let listener = try TCPListener()
      defer { listener.close() }
      let impatient = try Fiber.spawn { _ = try? listener.accept() }
      try Fiber.yield()
      impatient.cancel()
      try impatient.join()
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      try listener.accept().close()
      client.close()
    }
  }

  @Test("a listener left open is named at shutdown")
  func leftOpen() throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) { _ = try TCPListener() }
    #expect(report?.closedHandles.first?.hasPrefix("tcp listener on 127.0.0.1:") == true)
  }
}
