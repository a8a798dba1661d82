import Glibc
import Reactor
import Testing

@Suite("Names of hosts")
struct NameLookupTests {
  @Test("this machine is found, and numeric addresses are as they are")
  func resolve() throws {
    try cleanRun { () throws in
      let local = try SocketAddress.resolve("localhost", port: 80)
      #expect(local.contains { ["127.0.0.1", "::1"].contains($0.host) && $0.port == 80 })
      #expect(try SocketAddress.resolve("::1", port: 5) == [SocketAddress(host: "::1", port: 5)])
    }
  }

  @Test("what is no name is refused", arguments: ["", "a\0b"])
  func badName(_ name: String) throws {
    try cleanRun { () throws in
      #expect(
        throws: ReactorError.system(operation: "look up \"\(name)\"", code: .invalidArgument)
      ) { try SocketAddress.resolve(name) }
    }
  }

  @Test("a look-up that waits for a thread can be cancelled at once")
  func cancelled() throws {
    let folder = TemporaryFolder()
    let count = 4
    for index in 0..<count { mkfifo(folder.path("\(index)"), 0o600) }
    try cleanRun { () throws in
      // Opening a named pipe keeps its thread until the other end is opened.
      let openers = try (0..<count).map { index in
        try Fiber.spawn { (try? File.open(folder.path("\(index)")))?.close() }
      }
      try Fiber.yield()
      #expect(throws: CancellationError.self) {
        try withTimeLimit(.milliseconds(1)) { _ in try SocketAddress.resolve("localhost") }
      }
      let others = (0..<count).map { open(folder.path("\($0)"), O_RDWR | O_NONBLOCK) }
      for opener in openers { try opener.join() }
      for other in others { close(other) }  // not before, since a thread may have been late
    }
    #expect(folder.remove("0", "1", "2", "3"))
  }
}
