import Glibc
import Reactor
import Testing

@Suite("The file system")
struct FileSystemTests {
  /// Runs `body` in a new folder, which is gone afterwards.
  func inFolder(_ body: (_ path: (String) -> String) throws -> Void) throws {
    try cleanRun { () throws in
      let folder = try FileSystem.createTemporaryDirectory()
      #expect(try FileSystem.info(of: folder).permissions == 0o700)
      try body { "\(folder)/\($0)" }
      try FileSystem.removeTree(folder)
      #expect(try !FileSystem.exists(folder))
    }
  }

  @Test("a whole file is written and read", arguments: [0, 1, 65536, 3_000_000])
  func wholeFile(_ size: Int) throws {
    try inFolder { (path) throws in
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try FileSystem.write(bytes, to: path("file"))
      #expect(try FileSystem.read(path("file")) == bytes)
      #expect(try FileSystem.entries(of: path(".")).map(\.name) == ["file"], "no other is left")
    }
  }

  @Test("files that claim to hold nothing are read to their end")
  func proc() throws {
    try inFolder { (_) throws in
      #expect(try FileSystem.readText("/proc/self/status").contains("VmSize"))
    }
  }

  @Test("a file longer than the limit is refused")
  func limit() throws {
    try inFolder { (path) throws in
      try FileSystem.write("12345", to: path("file"))
      #expect(try FileSystem.readText(path("file"), limit: 5) == "12345")
      #expect(throws: StreamError.tooLong(limit: 4)) {
        try FileSystem.read(path("file"), limit: 4)
      }
      #expect(throws: StreamError.tooLong(limit: 10)) {
        try FileSystem.read("/proc/self/status", limit: 10)
      }
    }
  }

  @Test("writing keeps the permissions, and a link a link")
  func replacing() throws {
    try inFolder { (path) throws in
      try FileSystem.write("old", to: path("file"), permissions: 0o600)
      try FileSystem.changePermissions(of: path("file"), to: 0o640)
      try FileSystem.createSymbolicLink(to: "file", at: path("link"))
      try FileSystem.write("new", to: path("link"))
      #expect(try FileSystem.readText(path("file")) == "new")
      #expect(try FileSystem.info(of: path("file")).permissions == 0o640)
      #expect(try FileSystem.info(of: path("link"), followingLinks: false).kind == .symbolicLink)
      #expect(try FileSystem.target(ofSymbolicLink: path("link")) == "file")
      #expect(try FileSystem.realPath(of: path("link")).hasSuffix("/file"))
    }
  }

  @Test("a write that fails leaves the old file and nothing else")
  func failedWrite() throws {
    try inFolder { (path) throws in
      try FileSystem.createDirectory(path("there"))
      let failure = ReactorError.system(
        operation: "write \(path("there"))",
        code: .isADirectory
      )
      #expect(throws: failure) { try FileSystem.write("x", to: path("there")) }
      #expect(
        try FileSystem.entries(of: path(".")) == [DirectoryEntry(name: "there", kind: .directory)]
      )
    }
  }

  @Test("names are changed, copied and removed")
  func names() throws {
    try inFolder { (path) throws in
      try FileSystem.write("1", to: path("a"))
      try FileSystem.rename(path("a"), to: path("b"))
      #expect(try !FileSystem.exists(path("a")))
      try FileSystem.copy(path("b"), to: path("c"))
      let failure = ReactorError.system(
        operation: "copy \(path("b")) to \(path("c"))",
        code: .alreadyExists
      )
      #expect(throws: failure) { try FileSystem.copy(path("b"), to: path("c")) }
      try FileSystem.copy(path("b"), to: path("c"), replacing: true)
      try FileSystem.remove(path("b"))
      #expect(throws: ReactorError.system(operation: "remove \(path("b"))", code: .notFound)) {
        try FileSystem.remove(path("b"))
      }
      #expect(try FileSystem.readText(path("c")) == "1")
    }
  }

  @Test("folders are made with those around them, listed and removed")
  func folders() throws {
    try inFolder { (path) throws in
      try FileSystem.createDirectory(path("a/b/c//"), withIntermediates: true)
      try FileSystem.createDirectory(path("a/b"), withIntermediates: true)
      #expect(
        throws: ReactorError.system(
          operation: "create directory \(path("a"))",
          code: .alreadyExists
        )
      ) { try FileSystem.createDirectory(path("a")) }
      #expect(
        throws: ReactorError.system(operation: "create directory \(path("x/y"))", code: .notFound)
      ) { try FileSystem.createDirectory(path("x/y")) }
      try FileSystem.write("", to: path("a/file"))
      #expect(throws: ReactorError.self) {
        try FileSystem.createDirectory(path("a/file"), withIntermediates: true)
      }
      mkfifo(path("a/pipe"), 0o600)
      #expect(
        try FileSystem.entries(of: path("a")) == [
          DirectoryEntry(name: "b", kind: .directory), DirectoryEntry(name: "file", kind: .file),
          DirectoryEntry(name: "pipe", kind: .pipe),
        ]
      )
      #expect(
        throws: ReactorError.system(
          operation: "remove directory \(path("a"))",
          code: .directoryNotEmpty
        )
      ) { try FileSystem.removeDirectory(path("a")) }
    }
  }

  @Test("removing a tree leaves alone what its links stand for")
  func links() throws {
    try inFolder { (path) throws in
      try FileSystem.createDirectory(path("kept"))
      try FileSystem.write("", to: path("kept/file"))
      try FileSystem.createDirectory(path("tree"))
      try FileSystem.createSymbolicLink(to: path("kept"), at: path("tree/link"))
      try FileSystem.removeTree(path("tree"))
      #expect(try FileSystem.exists(path("kept/file")))
    }
  }

  @Test("a path that C would cut short is refused")
  func zeroByte() throws {
    try inFolder { (path) throws in
      let bad = path("file\0.txt")
      #expect(throws: ReactorError.system(operation: "write \(bad)", code: .invalidArgument)) {
        try FileSystem.write("x", to: bad)
      }
      #expect(try FileSystem.entries(of: path(".")).isEmpty)
    }
  }
}
