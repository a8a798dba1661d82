import Glibc
import Reactor
import Testing

@Suite("Unix-domain streams")
struct UnixStreamTests {
  @Test("bytes go both ways, and each end knows its address")
  func echo() throws {
    let folder = TemporaryFolder()
    let path = folder.path("echo")
    try cleanRun {
      let listener = try UnixListener(at: .path(path))
      defer { listener.close() }
      let server = try Fiber.spawn {
        guard let stream = try? listener.accept() else { return }
        defer { stream.close() }
        #expect((try? stream.localAddress) == .path(path))
        #expect((try? stream.peerAddress) == .unnamed)
        while let bytes = try? stream.read() { try? stream.write(bytes) }
      }
      let client = try UnixStream.connect(to: .path(path))
      #expect(try client.peerAddress == .path(path))
      try client.write("hello")
      #expect(try client.read() == Array("hello".utf8))
      client.close()
      try server.join()
    }
    #expect(folder.remove(), "the socket's file is gone")
  }

  @Test("abstract names need no file")
  func abstract() throws {
    try cleanRun {
      let name = UnixAddress.abstract("umbra-test-\(getpid())")
      let listener = try UnixListener(at: name)
      defer { listener.close() }
      let client = try UnixStream.connect(to: name)
      let server = try listener.accept()
      #expect(try server.localAddress == name)
      try server.write("hi")
      server.close()
      #expect(try client.readToEnd() == Array("hi".utf8))
      client.close()
    }
  }

  @Test("a stale socket file is replaced when asked for, one in use never")
  func stale() throws {
    let folder = TemporaryFolder()
    let address = UnixAddress.path(folder.path("stale"))
    try leaveStaleSocket(at: folder.path("stale"))
    try cleanRun {
      let taken = ReactorError.system(operation: "listen on \(address)", code: .addressInUse)
      #expect(error(from: { try UnixListener(at: address) }) == taken)
      let listener = try UnixListener(at: address, replacesStale: true)
      #expect(error(from: { try UnixListener(at: address, replacesStale: true) }) == taken)
      listener.close()
    }
    #expect(folder.remove())
  }

  @Test("a file that is no socket is never replaced")
  func noSocket() throws {
    let folder = TemporaryFolder()
    let path = folder.path("file")
    Glibc.close(open(path, O_CREAT | O_WRONLY, 0o600))
    try cleanRun {
      let failure: ReactorError? = error(from: {
        try UnixListener(at: .path(path), replacesStale: true)
      })
      #expect(failure == .system(operation: "listen on \(path)", code: .addressInUse))
    }
    #expect(access(path, F_OK) == 0)
    #expect(folder.remove("file"))
  }

  @Test("a listener leaves the file alone that replaced its own")
  func foreignFile() throws {
    let folder = TemporaryFolder()
    let path = folder.path("socket")
    try cleanRun {
      let first = try UnixListener(at: .path(path))
      unlink(path)
      let second = try UnixListener(at: .path(path))
      first.close()
      #expect(access(path, F_OK) == 0)
      second.close()
    }
    #expect(folder.remove())
  }

  @Test(
    "addresses that no socket can have are refused",
    arguments: [
      UnixAddress.path(""), .abstract(""), .unnamed, .path("/tmp/a\0b"),
      .path(String(repeating: "x", count: 108)), .abstract(String(repeating: "x", count: 108)),
    ]
  )
  func badAddress(_ address: UnixAddress) throws {
    try cleanRun {
      #expect(throws: StreamError.badUnixAddress(address)) { try UnixListener(at: address) }
      #expect(throws: StreamError.badUnixAddress(address)) { try UnixStream.connect(to: address) }
    }
  }

  @Test("a connect waits while the backlog is full, and can be cancelled")
  func fullBacklog() throws {
    try cleanRun {
      let address = UnixAddress.abstract("umbra-full-\(getpid())")
      let listener = try UnixListener(at: address, backlog: 0)
      defer { listener.close() }
      var waiting: [UnixStream] = []
      // libuv takes one off the backlog by itself; so some go through, and then one has to wait.
      try withTimeLimit(.milliseconds(50)) { scope in
        while !scope.isCancelled {
          do { waiting.append(try UnixStream.connect(to: address)) } catch is CancellationError {}
        }
      }
      #expect(!waiting.isEmpty)
      for stream in waiting { stream.close() }
    }
  }

  @Test("nobody there is an error that names the path")
  func nobody() throws {
    try cleanRun {
      #expect(
        throws: ReactorError.system(operation: "connect to /nonexistent/socket", code: .notFound)
      ) { try UnixStream.connect(to: "/nonexistent/socket") }
    }
  }

  @Test("a pair is connected; half closing one end leaves it able to read")
  func pair() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      defer {
        one.close()
        other.close()
      }
      try one.write("question")
      try one.shutdownWrite()
      #expect(try other.readToEnd() == Array("question".utf8))
      try other.write("answer")
      #expect(try one.read() == Array("answer".utf8))
    }
  }

  @Test("a listener left open is named at shutdown, and its file is removed")
  func leftOpen() throws {
    let folder = TemporaryFolder()
    let path = folder.path("left")
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) { _ = try UnixListener(at: .path(path)) }
    #expect(report?.closedHandles == ["unix listener on \(path)"])
    #expect(folder.remove())
  }

  /// As a killed process leaves one.
  private func leaveStaleSocket(at path: String) throws {
    try Reactor.run {
      let listener = try UnixListener(at: .path(path))
      link(path, path + "-kept")
      listener.close()
      rename(path + "-kept", path)
    }
  }
}
