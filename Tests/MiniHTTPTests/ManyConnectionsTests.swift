import Glibc
import HTTPTypes
import Reactor
import TestSupport
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
      let arguments = ["-c", Visitors.script, "\(port)", "\(count)"]
      try Program.named("python3").running(arguments) { (opened: Int) throws in
        #expect(opened == count)
        #expect(server.connectionCount == count)
        #expect(server.core.workers.count <= 2)
      }
      while server.connectionCount > 0 { try Fiber.yield() }
    }
  }
}
