import Glibc
import Reactor
import Testing

@Suite("Streams over descriptors")
struct DescriptorStreamTests {
  @Test("a terminal gives lines, and shows what is written")
  func terminal() throws {
    let pty = Pseudoterminal()
    defer { pty.close() }
    try cleanRun {
      let stream = try DescriptorStream(pty.terminal)
      defer { stream.close() }
      #expect(stream.isTerminal)
      #expect(try stream.windowSize == WindowSize(columns: 80, rows: 25))
      var line: [UInt8]?
      let reader = try Fiber.spawn { line = try? stream.read() }
      try Fiber.yield()
      pty.type("hello\n")
      try reader.join()
      #expect(line == Array("hello\n".utf8))
      try stream.write("shown")
      let screen = try DescriptorStream(pty.keyboard)
      defer { screen.close() }
      var shown = ""
      while !shown.hasSuffix("shown") {
        shown += String(decoding: try #require(try screen.read()), as: UTF8.self)
      }
      #expect(shown == "hello\r\nshown")
    }
  }

  @Test("in raw mode it gives keys, Ctrl-C among them, and shows none of them")
  func raw() throws {
    let pty = Pseudoterminal()
    defer { pty.close() }
    try cleanRun {
      let stream = try DescriptorStream(pty.terminal)
      defer { stream.close() }
      try stream.withMode(.raw) {
        #expect(!pty.echoes)
        pty.type("\u{3}")
        let key = try stream.read()
        #expect(key == [3])
      }
      #expect(pty.echoes)
    }
  }

  @Test("closing gives a terminal its normal mode back")
  func restoredByClose() throws {
    let pty = Pseudoterminal()
    defer { pty.close() }
    try cleanRun {
      let stream = try DescriptorStream(pty.terminal)
      try stream.setMode(.raw)
      try stream.setMode(.binary)
      #expect(!pty.echoes)
      stream.close()
      #expect(pty.echoes)
    }
  }

  @Test("the end of a reactor gives a terminal its normal mode back, and names it")
  func restoredByShutdown() throws {
    let pty = Pseudoterminal()
    defer { pty.close() }
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) {
      try DescriptorStream(pty.terminal, name: "the screen").setMode(.raw)
    }
    #expect(pty.echoes)
    #expect(report?.closedHandles == ["the screen"])
  }

  @Test("the end of the process gives a terminal its normal mode back")
  func restoredByExit() async {
    await #expect(processExitsWith: .success) {
      // Runs last, since it is registered first.
      atexit { _exit(ExitTerminal.pty.echoes ? 0 : 1) }
      try Reactor.run {
        try DescriptorStream(ExitTerminal.pty.terminal).setMode(.raw)
        exit(ExitTerminal.pty.echoes ? 1 : 0)
      }
    }
  }

  @Test("the end of input ends a terminal, and so does hanging up")
  func ends() throws {
    let pty = Pseudoterminal()
    try cleanRun {
      let stream = try DescriptorStream(pty.terminal)
      let screen = try DescriptorStream(pty.keyboard)
      pty.type("\u{4}")
      #expect(try stream.read() == nil)
      stream.close()
      try Fiber.yield()
      pty.close()
      try Fiber.yield()
      while try screen.read() != nil {}
      screen.close()
    }
  }

  @Test("a pipe goes through the loop, and the caller's end stays as it is")
  func pipe() throws {
    let (output, input) = makePipe()
    let flags = fcntl(output, F_GETFL)
    try cleanRun {
      let reader = try DescriptorStream(output)
      let writer = try DescriptorStream(input)
      #expect(reader.kind == .pipe)
      #expect(fcntl(output, F_GETFL) == flags)
      try writer.write("through")
      #expect(try reader.read() == Array("through".utf8))
      writer.close()
      Glibc.close(input)
      #expect(try reader.read() == nil)
      reader.close()
    }
    #expect(fcntl(output, F_GETFL) == flags)
    Glibc.close(output)
  }

  @Test("a socket is blocking again when its stream is closed")
  func socket() throws {
    var ends: [Int32] = [-1, -1]
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
    try cleanRun {
      let stream = try DescriptorStream(ends[0])
      #expect(stream.kind == .socket)
      try stream.write("x")
      try stream.shutdownWrite()
      stream.close()
    }
    #expect(fcntl(ends[0], F_GETFL) & O_NONBLOCK == 0)
    Glibc.close(ends[0])
    Glibc.close(ends[1])
  }

  @Test("a file is read and written from where it stands")
  func file() throws {
    let folder = TemporaryFolder()
    let path = folder.path("file")
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    try cleanRun {
      let stream = try DescriptorStream(descriptor)
      #expect(stream.kind == .file)
      #expect(!stream.isTerminal)
      #expect(throws: StreamError.notATerminal) { try stream.setMode(.raw) }
      let writers = try (0..<5).map { number in
        try Fiber.spawn { try? stream.write("\(number)") }
      }
      for writer in writers { try writer.join() }
      lseek(descriptor, 1, SEEK_SET)
      #expect(try stream.readToEnd() == Array("1234".utf8))
      stream.close()
      #expect(throws: StreamError.closed) { try stream.read() }
      #expect(throws: StreamError.closed) { try stream.write("x") }
    }
    Glibc.close(descriptor)
    #expect(folder.remove("file"))
  }

  @Test("a file left open is named at shutdown")
  func leftOpen() throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    let null = open("/dev/null", O_RDONLY)
    try Reactor.run(onShutdown: note) { _ = try DescriptorStream(null, name: "null") }
    Glibc.close(null)
    #expect(report?.closedHandles == ["null"])
  }

  @Test("what is not open is an error that says so")
  func notOpen() throws {
    try cleanRun {
      #expect(throws: ReactorError.system(operation: "open descriptor 9999", code: .badDescriptor))
      {
        try DescriptorStream(9999)
      }
    }
  }

  private func makePipe() -> (output: Int32, input: Int32) {
    var ends: [Int32] = [-1, -1]
    Glibc.pipe(&ends)
    return (ends[0], ends[1])
  }
}

/// The terminal of the test that ends its process.
private enum ExitTerminal {
  static let pty = Pseudoterminal()
}
