import Glibc
import Reactor
import Testing

@Suite("Files")
struct FileTests {
  @Test("what was written is read, in order and by place")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let path = folder.path("file")
    try cleanRun { () throws in
      let file = try File.open(path, for: .update, permissions: 0o600)
      defer { file.close() }
      #expect(file.path == path)
      try file.write("hello ")
      try file.write("world")
      try file.write(Array("W".utf8), at: 6)
      try file.synchronize()
      try file.synchronize(contentsOnly: true)
      #expect(try file.read() == nil, "it stands at its end")
      #expect(try file.read(5, at: 6) == Array("World".utf8))
      #expect(try file.read(100, at: 9) == Array("ld".utf8))
      #expect(try file.read(1, at: 1000).isEmpty)
      try file.truncate(to: 5)
      let info = try file.info()
      #expect(info.size == 5 && info.kind == .file && info.permissions == 0o600)
      #expect(info.modified > .seconds(1_700_000_000))
    }
    #expect(folder.remove("file"))
  }

  @Test("each way of opening treats what is there as it says")
  func access() throws {
    let folder = TemporaryFolder()
    let path = folder.path("file")
    try cleanRun { () throws in
      func put(_ text: String, _ access: FileAccess) throws {
        let file = try File.open(path, for: access)
        defer { file.close() }
        try file.write(text)
      }
      #expect(throws: ReactorError.system(operation: "open \(path)", code: .notFound)) {
        try File.open(path)
      }
      try put("first", .create)
      #expect(throws: ReactorError.system(operation: "open \(path)", code: .alreadyExists)) {
        try put("", .create)
      }
      try put("+", .append)
      #expect(try FileSystem.readText(path) == "first+")
      try put("F", .update)
      #expect(try FileSystem.readText(path) == "First+")
      try put("new", .write)
      #expect(try FileSystem.readText(path) == "new")
    }
    #expect(folder.remove("file"))
  }

  @Test("a closed file refuses everything")
  func closed() throws {
    try cleanRun { () throws in
      let file = try File.open("/dev/null", for: .update)
      file.close()
      file.close()
      #expect(file.isClosed)
      #expect(throws: StreamError.closed) { try file.read() }
      #expect(throws: StreamError.closed) { try file.write("x") }
      #expect(throws: StreamError.closed) { try file.read(1, at: 0) }
      #expect(throws: StreamError.closed) { try file.info() }
      #expect(throws: StreamError.closed) { try file.shutdownWrite() }
    }
  }

  @Test("a place before the file is refused")
  func negativePlace() throws {
    try cleanRun { () throws in
      let file = try File.open("/dev/null", for: .update)
      defer { file.close() }
      let failure = ReactorError.system(
        operation: "read from file /dev/null",
        code: .invalidArgument
      )
      #expect(throws: failure) { try file.read(1, at: -1) }
      #expect(throws: failure) { try file.read(-1, at: 0) }
      #expect(throws: ReactorError.self) { try file.write([1], at: -1) }
    }
  }

  @Test("many calls at once each get their own bytes")
  func concurrent() throws {
    let folder = TemporaryFolder()
    let path = folder.path("file")
    try cleanRun { () throws in
      let file = try File.open(path, for: .update)
      defer { file.close() }
      var read: [[UInt8]] = Array(repeating: [], count: 64)
      let fibers = try (0..<64).map { index in
        try Fiber.spawn {
          try? file.write([UInt8](repeating: UInt8(index), count: 100), at: Int64(index) * 100)
          read[index] = (try? file.read(100, at: Int64(index) * 100)) ?? []
        }
      }
      for fiber in fibers { try fiber.join() }
      for (index, bytes) in read.enumerated() {
        #expect(bytes == [UInt8](repeating: UInt8(index), count: 100))
      }
    }
    #expect(folder.remove("file"))
  }

  @Test("a file closed while a call runs ends when the call has ended")
  func closeDuringCall() throws {
    let folder = TemporaryFolder()
    mkfifo(folder.path("fifo"), 0o600)
    try cleanRun { () throws in
      // Reading from a pipe that holds nothing occupies a thread of the pool.
      let pipe = try File.open(folder.path("fifo"), for: .update)
      var bytes: [UInt8]?
      let reader = try Fiber.spawn { bytes = try? pipe.read() }
      try Fiber.yield()
      pipe.close()
      let other = open(folder.path("fifo"), O_WRONLY)
      _ = write(other, "late", 4)
      try reader.join()
      close(other)
      #expect(bytes == Array("late".utf8))
    }
    #expect(folder.remove("fifo"))
  }

  @Test("a cancelled fibre begins nothing, and loses nothing that has begun")
  func cancellation() throws {
    let folder = TemporaryFolder()
    mkfifo(folder.path("fifo"), 0o600)
    try cleanRun { () throws in
      #expect(throws: CancellationError.self) {
        try withCancelScope { scope in
          scope.cancel()
          return try File.open(folder.path("fifo"))
        }
      }
      var file: File?
      let opener = try Fiber.spawn { file = try? File.open(folder.path("fifo")) }
      // The thread waits in `open` until the other end is opened.
      try Fiber.sleep(for: .milliseconds(1))
      opener.cancel()
      let other = open(folder.path("fifo"), O_RDWR | O_NONBLOCK)
      try opener.join()
      close(other)  // not before, since the thread may have been late
      file?.close()
    }
    #expect(folder.remove("fifo"))
  }

  @Test("a file left open is named at shutdown")
  func leftOpen() throws {
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) { _ = try File.open("/dev/null") }
    #expect(report?.closedHandles == ["file /dev/null"])
  }

  @Test("files are for fibres")
  func outside() {
    #expect(throws: ReactorError.notOnFiber(operation: "open /dev/null")) {
      try File.open("/dev/null")
    }
  }
}
