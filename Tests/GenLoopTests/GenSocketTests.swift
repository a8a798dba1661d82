import GenLoop
import Glibc
import Reactor
import TestSupport
import Testing

@Suite("GenSocket")
struct GenSocketTests {
  /// A listener at a free port.
  private func listener(_ family: GenSocket.Family = .inet) throws -> (GenSocket, Int) {
    let socket = try GenSocket(family, .stream)
    try socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try socket.bind(family == .inet ? "127.0.0.1" : "::1", 0)
    try socket.listen()
    return (socket, try #require(try socket.localAddress.port))
  }

  /// Sends back what comes, on one connection.
  private func echoOnce(_ listener: GenSocket) throws {
    let (connection, _) = try listener.accept()
    defer { connection.close() }
    while true {
      let bytes = try connection.recv(1 << 16)
      guard !bytes.isEmpty else { return }
      try connection.sendAll(bytes)
    }
  }

  private func recvAll(_ socket: GenSocket) throws -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let bytes = try socket.recv(1 << 16)
      guard !bytes.isEmpty else { return all }
      all += bytes
    }
  }

  @Test("a client and a server talk over TCP, and megabytes get through whole")
  func tcp() throws {
    try GenLoop.run { () throws in
      let (listener, port) = try listener()
      defer { listener.close() }
      let server = try createTask { try echoOnce(listener) }
      let socket = try GenSocket()
      defer { socket.close() }
      try socket.connect("127.0.0.1", port)
      #expect(try socket.peerAddress == .host("127.0.0.1", port: port))
      let message = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let sender = try createTask {
        try socket.sendAll(message)
        try socket.shutdownSend()
      }
      #expect(try recvAll(socket) == message)
      try sender.value()
      try server.value()
    }
  }

  @Test("a name is looked up, and the loop goes on meanwhile")
  func names() throws {
    try GenLoop.run { () throws in
      let (listener, port) = try listener()
      defer { listener.close() }
      let server = try createTask { try echoOnce(listener) }
      let socket = try GenSocket()
      var others = 0
      let other = try createTask {
        while true {
          try turns()
          others += 1
        }
      }
      try socket.connect("localhost", port)
      other.cancel()
      #expect(others > 0)
      try socket.sendAll("ping")
      #expect(try socket.recv(4) == Array("ping".utf8))
      socket.close()
      try server.value()
    }
  }

  @Test("messages go over UDP, with their sender's address")
  func udp() throws {
    try GenLoop.run { () throws in
      let server = try GenSocket(.inet, .datagram)
      let client = try GenSocket(.inet, .datagram)
      defer {
        server.close()
        client.close()
      }
      try server.bind("127.0.0.1", 0)
      try client.bind("127.0.0.1", 0)
      let echo = try createTask {
        let (bytes, sender) = try server.recvFrom(100)
        try server.sendTo(bytes.reversed(), sender)
      }
      #expect(try client.sendTo([1, 2, 3], try server.localAddress) == 3)
      let (bytes, sender) = try client.recvFrom(100)
      #expect(bytes == [3, 2, 1])
      #expect(try sender == server.localAddress)
      try echo.value()
      // Connected, it has one peer.
      try client.connect(try server.localAddress)
      try client.send([])
      try client.send([9])
      #expect(try server.recv(10) == [])
      #expect(try server.recv(10) == [9])
    }
  }

  @Test("streams and messages of this machine, by an abstract name")
  func unix() throws {
    try GenLoop.run { () throws in
      let name = GenSocketAddress.unix(.abstract("umbra-genloop-\(getpid())"))
      let listener = try GenSocket(.unix, .stream)
      defer { listener.close() }
      try listener.bind(name)
      try listener.listen()
      #expect(try listener.localAddress == name)
      let server = try createTask { try echoOnce(listener) }
      let socket = try GenSocket(.unix, .stream)
      try socket.connect(name)
      try socket.sendAll("through the wall")
      #expect(try socket.recv(100) == Array("through the wall".utf8))
      socket.close()
      try server.value()

      let other = GenSocketAddress.unix(.abstract("umbra-genloop-d-\(getpid())"))
      let receiver = try GenSocket(.unix, .datagram)
      let sender = try GenSocket(.unix, .datagram)
      defer {
        receiver.close()
        sender.close()
      }
      try receiver.bind(other)
      try sender.sendTo([5], other)
      let (bytes, from) = try receiver.recvFrom(10)
      #expect(bytes == [5])
      #expect(from == .unix(.unnamed))
    }
  }

  @Test("a call that waits longer than the socket's time throws, and the socket goes on")
  func timeout() throws {
    try GenLoop.run { () throws in
      let (listener, port) = try listener()
      defer { listener.close() }
      listener.timeout = .milliseconds(10)
      #expect(throws: GenTimeoutError(limit: .milliseconds(10))) { try listener.accept() }
      let socket = try GenSocket()
      defer { socket.close() }
      try socket.connect("127.0.0.1", port)
      let (connection, _) = try listener.accept()
      defer { connection.close() }
      connection.timeout = .milliseconds(10)
      #expect(throws: GenTimeoutError.self) { try connection.recv(1) }
      try socket.sendAll("x")
      #expect(try connection.recv(1) == [120])
    }
  }

  @Test("cancelling who waits leaves the socket to others")
  func cancel() throws {
    try GenLoop.run { () throws in
      let (listener, port) = try listener()
      defer { listener.close() }
      let first = try createTask { try listener.accept().socket.close() }
      let second = try createTask { try listener.accept().socket.close() }
      try turns()
      first.cancel()
      #expect(throws: GenCancelledError.self) { try first.value() }
      let socket = try GenSocket()
      defer { socket.close() }
      try socket.connect("127.0.0.1", port)
      try second.value()
    }
  }

  @Test("closing a socket wakes who waits on it, and later calls say that it is closed")
  func close() throws {
    try GenLoop.run { () throws in
      let (listener, _) = try listener()
      let waiter = try createTask { _ = try listener.accept() }
      try turns()
      listener.close()
      listener.close()
      #expect(throws: StreamError.closed) { try waiter.value() }
      #expect(throws: StreamError.closed) { try listener.accept() }
      #expect(throws: StreamError.closed) { try listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1) }
      #expect(listener.isClosed)
    }
  }

  @Test("what the system refuses is an error that names the operation")
  func refused() throws {
    try GenLoop.run { () throws in
      let (listener, port) = try listener()
      listener.close()
      let socket = try GenSocket()
      defer { socket.close() }
      let operation = "connect to 127.0.0.1:\(port)"
      #expect(throws: ReactorError.system(operation: operation, code: .connectionRefused)) {
        try socket.connect("127.0.0.1", port)
      }
      #expect(throws: StreamError.badPort(70_000)) { try socket.connect("127.0.0.1", 70_000) }
      #expect(throws: ReactorError.self) { try socket.connect("::1", port) }
      #expect(throws: ReactorError.self) { try socket.peerAddress }
    }
  }

  @Test("options are set and read")
  func options() throws {
    try GenLoop.run { () throws in
      let socket = try GenSocket()
      defer { socket.close() }
      try socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)
      #expect(try socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE) == 1)
      try socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 10_000)
      #expect(try socket.getsockopt(SOL_SOCKET, SO_RCVBUF) >= 10_000)
      #expect(throws: ReactorError.self) { try socket.setsockopt(SOL_SOCKET, 9999, 1) }
      #expect(fcntl(socket.fileno, F_GETFL) & O_NONBLOCK != 0)
    }
  }

  @Test("away from a loop there are no sockets")
  func noLoop() {
    #expect(throws: ReactorError.self) { try GenSocket() }
  }

  @Test("a socket that was left open is closed with the loop, and named in its log")
  func leftOpen() throws {
    let log = RecordingLog()
    var number: Int32 = -1
    try GenLoop.run(logger: log.logger) {
      number = try GenSocket().fileno
    }
    #expect(
      log.lines == ["warning: left open at the end of the loop: closed handles: socket \(number)"]
    )
  }
}
