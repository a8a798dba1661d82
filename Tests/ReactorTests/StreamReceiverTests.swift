import Reactor
import Testing

@Suite("Stream receivers")
struct StreamReceiverTests {
  /// Keeps what it is told, and wakes who waits for it.
  final class Note: StreamReceiver {
    var bytes: [UInt8] = []
    var hasEnded = false
    var error: ReactorError?
    private var waiter: Parking?

    func receive(_ bytes: Span<UInt8>) {
      for index in bytes.indices { self.bytes.append(bytes[index]) }
      waiter?.unpark()
    }

    func receiveEnd(_ error: ReactorError?) {
      hasEnded = true
      self.error = error
      waiter?.unpark()
    }

    func wait(until isThere: () -> Bool) throws {
      while !isThere() { try Fiber.park { waiter = $0 } }
    }
  }

  /// Runs `body` with both ends of a connection, and checks that nothing is left open.
  func connected(_ body: (_ client: TCPStream, _ server: TCPStream) throws -> Void) throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) {
      let listener = try TCPListener()
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      let server = try listener.accept()
      listener.close()
      try body(client, server)
      client.close()
      server.close()
    }
    #expect(report?.isClean == true)
  }

  @Test("it is told what arrives, and the end")
  func arrivals() throws {
    try connected { client, server in
      let note = Note()
      try server.startReceiving(note)
      try client.write(Array("hello".utf8))
      try note.wait { note.bytes == Array("hello".utf8) }
      client.close()
      try note.wait { note.hasEnded }
      #expect(note.error == nil)
    }
  }

  @Test("one of a Unix-domain stream answers without a fibre")
  func unixAnswer() throws {
    final class Echo: StreamReceiver {
      let stream: UnixStream
      init(_ stream: UnixStream) { self.stream = stream }

      func receive(_ bytes: Span<UInt8>) {
        _ = try? stream.tryWrite(bytes.indices.map { bytes[$0] })
        try? stream.startShutdownOfWriting()
      }

      func receiveEnd(_ error: ReactorError?) { stream.close() }
    }
    try cleanRun { () throws in
      let (one, other) = try UnixStream.pair()
      try other.startReceiving(Echo(other))
      try one.write(Array("-hello-".utf8)[1..<6])
      #expect(try one.readToEnd() == Array("hello".utf8))
      one.close()
      while !other.isClosed { try Fiber.yield() }
    }
  }

  @Test("a connection that the peer has reset still has words for its errors")
  func reset() throws {
    try connected { client, server in
      let note = Note()
      try server.startReceiving(note)
      // What is closed with bytes that nobody has read is reset.
      try server.write(Array("unread".utf8))
      try Fiber.sleep(for: .zero)
      client.close()
      try note.wait { note.hasEnded }
      #expect(note.error != nil)
      #expect(throws: ReactorError.self) { try server.peerAddress }
    }
  }

  @Test("while it is paused the peer has to wait")
  func backPressure() throws {
    try connected { client, server in
      let note = Note()
      try server.startReceiving(note)
      server.pauseReceiving()
      let total = 16 << 20
      let writer = try Fiber.spawn { try? client.write([UInt8](repeating: 1, count: total)) }
      for _ in 0..<100 { try Fiber.yield() }
      #expect(note.bytes.isEmpty && !writer.hasEnded)
      try server.resumeReceiving()
      try note.wait { note.bytes.count == total }
      try writer.join()
    }
  }

  @Test("there is one at a time, and it does not share with a reader")
  func exclusive() throws {
    try connected { client, server in
      try server.startReceiving(Note())
      #expect(throws: StreamError.alreadyReading) { try server.startReceiving(Note()) }
      #expect(throws: StreamError.alreadyReading) { try server.read() }
      server.close()
      #expect(throws: StreamError.closed) { try server.startReceiving(Note()) }
    }
  }

  @Test("a stream that is closed tells it nothing and lets it go")
  func closed() throws {
    try connected { client, server in
      weak var gone: Note?
      do {
        let note = Note()
        gone = note
        try server.startReceiving(note)
      }
      #expect(gone != nil)
      server.close()
      #expect(gone == nil)
    }
  }

  @Test("a listener says when a connection has arrived, to be taken then or later")
  func accepting() throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) {
      let listener = try TCPListener()
      #expect(try listener.acceptArrived() == nil)
      var arrivals = 0
      var waiter: Parking?
      listener.onArrival {
        arrivals += 1
        waiter?.unpark()
      }
      let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
      while arrivals == 0 { try Fiber.park { waiter = $0 } }
      let server = try #require(try listener.acceptArrived())
      try server.write([42])
      #expect(try client.read() == [42])
      server.close()
      client.close()
      listener.close()
      #expect(throws: StreamError.closed) { try listener.acceptArrived() }
    }
    #expect(report?.isClean == true)
  }
}
