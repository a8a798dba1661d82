import Reactor
import Testing

@Suite("UDP")
struct UDPSocketTests {
  @Test("a message goes there and its answer back")
  func echo() throws {
    try cleanRun {
      let server = try UDPSocket()
      let client = try UDPSocket()
      defer {
        server.close()
        client.close()
      }
      try client.send(Array("hello".utf8), to: server.localAddress)
      let message = try server.receive()
      #expect(message.bytes == Array("hello".utf8))
      #expect(try message.sender == client.localAddress)
      try server.send(message.bytes, to: message.sender)
      #expect(try client.receive().bytes == Array("hello".utf8))
    }
  }

  @Test("messages keep their borders, empty ones too, up to the longest there is")
  func borders() throws {
    try cleanRun {
      let server = try UDPSocket()
      let client = try UDPSocket()
      defer {
        server.close()
        client.close()
      }
      for length in [0, 1, 65507] {
        try client.send([UInt8](repeating: 7, count: length), to: server.localAddress)
        #expect(try server.receive().bytes.count == length)
      }
      let place = try server.localAddress
      let failure: ReactorError? = error(from: {
        try client.send([UInt8](repeating: 7, count: 65508), to: place)
      })
      guard case .system(_, .messageTooLong) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  @Test("a connected socket hears its peer alone")
  func connected() throws {
    try cleanRun {
      let server = try UDPSocket()
      let stranger = try UDPSocket()
      let client = try UDPSocket.connect(to: "127.0.0.1", port: server.localAddress.port)
      defer {
        server.close()
        stranger.close()
        client.close()
      }
      #expect(try client.peerAddress == server.localAddress)
      try stranger.send([1], to: client.localAddress)
      try client.send([2])
      let message = try server.receive()
      #expect(try message.sender == client.localAddress)
      try server.send([3], to: message.sender)
      #expect(try client.receive().bytes == [3])
    }
  }

  @Test("a connected socket learns that nobody is there, and can go on")
  func refused() throws {
    try cleanRun {
      let server = try UDPSocket()
      let place = try server.localAddress
      server.close()
      try Fiber.yield()
      let client = try UDPSocket.connect(to: place.host, port: place.port)
      defer { client.close() }
      try client.send([1])
      let failure: ReactorError? = error(from: { try client.receive() })
      let operation = "receive from udp socket to \(place)"
      #expect(failure == .system(operation: operation, code: .connectionRefused))
      #expect(!client.isClosed)
    }
  }

  @Test("sending without a receiver is an error of the system")
  func noReceiver() throws {
    try cleanRun {
      let socket = try UDPSocket()
      defer { socket.close() }
      let failure: ReactorError? = error(from: { try socket.send([1]) })
      guard case .system(_, let code) = failure else {
        Issue.record("sent")
        return
      }
      #expect("\(code)".hasPrefix("EDESTADDRREQ"))
      #expect(throws: StreamError.badPort(0)) {
        try socket.send([1], to: SocketAddress(host: "127.0.0.1", port: 0))
      }
    }
  }

  @Test("what arrives while nobody receives is kept in order")
  func kept() throws {
    try cleanRun {
      let server = try UDPSocket()
      let client = try UDPSocket()
      defer {
        server.close()
        client.close()
      }
      #expect(throws: CancellationError.self) {
        try withTimeLimit(.zero) { _ in try server.receive() }
      }
      for number in 0..<50 { try client.send([UInt8(number)], to: server.localAddress) }
      for number in 0..<50 { #expect(try server.receive().bytes == [UInt8(number)]) }
    }
  }

  @Test("two sockets share an address only if both agree")
  func reuse() throws {
    try cleanRun {
      let first = try UDPSocket(reusesAddress: true)
      defer { first.close() }
      let place = try first.localAddress
      let second = try UDPSocket(port: place.port, reusesAddress: true)
      second.close()
      let alone = try UDPSocket()
      defer { alone.close() }
      let taken = try alone.localAddress
      #expect(
        throws: ReactorError.system(operation: "bind a UDP socket to \(taken)", code: .addressInUse)
      ) { try UDPSocket(port: taken.port) }
    }
  }

  @Test("a member of a group gets what is sent to the group, until it leaves")
  func multicast() throws {
    try cleanRun {
      let member = try UDPSocket(host: "0.0.0.0", reusesAddress: true)
      let sender = try UDPSocket()
      defer {
        member.close()
        sender.close()
      }
      let group = SocketAddress(host: "239.255.7.7", port: try member.localAddress.port)
      try member.join(group.host, interface: "127.0.0.1")
      try sender.setMulticastInterface("127.0.0.1")
      try sender.setMulticastTimeToLive(1)
      try sender.setMulticastLoop(true)
      try sender.send(Array("all".utf8), to: group)
      #expect(try member.receive().bytes == Array("all".utf8))
      try member.leave(group.host, interface: "127.0.0.1")
      let failure: ReactorError? = error(from: {
        try member.leave(group.host, interface: "127.0.0.1")
      })
      let operation = "leave \(group.host) on udp socket on 0.0.0.0:\(group.port)"
      #expect(failure == .system(operation: operation, code: .addressNotAvailable))
    }
  }

  @Test("options are taken while it is open, and refused afterwards")
  func options() throws {
    try cleanRun {
      let socket = try UDPSocket()
      try socket.setBroadcast(true)
      try socket.setTimeToLive(64)
      #expect(throws: ReactorError.self) { try socket.setTimeToLive(0) }
      socket.close()
      #expect(throws: StreamError.closed) { try socket.setBroadcast(true) }
      #expect(throws: StreamError.closed) { try socket.receive() }
      #expect(throws: StreamError.closed) { try socket.send([1]) }
    }
  }

  @Test("closing wakes who receives")
  func closing() throws {
    try cleanRun {
      let socket = try UDPSocket()
      var failure: StreamError?
      let receiver = try Fiber.spawn { failure = error(from: { try socket.receive() }) }
      try Fiber.yield()
      socket.close()
      try receiver.join()
      #expect(failure == .closed)
    }
  }

  @Test("a socket left open is named at shutdown")
  func leftOpen() throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) { _ = try UDPSocket() }
    #expect(report?.closedHandles.first?.hasPrefix("udp socket on 127.0.0.1:") == true)
  }
}
