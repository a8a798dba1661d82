import Glibc
import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

/// How many descriptors this process may open, after raising the soft limit to the hard one.
private func descriptorLimit() -> Int {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  return Int(clamping: limit.rlim_cur)
}

@Suite("Many connections")
struct ManyConnectionsTests {
  private static let count = 10_000

  /// Opens connections from another process, each for one request, and holds them until its input ends.
  private static let script = """
    import resource, socket, sys
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port, count = int(sys.argv[1]), int(sys.argv[2])
    kept = []
    for _ in range(count):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
        assert s.recv(1000).endswith(b"hello")
        kept.append(s)
    print(len(kept), flush=True)
    sys.stdin.read()
    """

  @Test(
    "10,000 connections that wait for their next request hold no fibre",
    .enabled(if: Program.isThere("python3"), "python3 is not installed"),
    .enabled(if: descriptorLimit() > count + 2000, "the hard limit on open files is too low")
  )
  func idle() throws {
    let count = ManyConnectionsTests.count
    try serving(maxConnections: 2 * count) {
      $0.get("/") { _ in Response(text: "hello") }
    } _: { (server: Server, port: Int) throws in
      let arguments = ["-c", ManyConnectionsTests.script, "\(port)", "\(count)"]
      try Program.named("python3").running(arguments) { (opened: Int) throws in
        #expect(opened == count)
        #expect(server.connectionCount == count)
        #expect(server.core.workers.count <= 2)
      }
      while server.connectionCount > 0 { try Fiber.yield() }
    }
  }
}
