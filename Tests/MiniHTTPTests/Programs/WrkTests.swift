import HTTPTypes
import MiniHTTP
import Reactor
import Testing

@Suite("wrk", .enabled(if: Program.isThere("wrk"), "wrk is not installed"))
struct WrkTests {
  @Test("wrk asks thousands of times on many connections, and all is answered")
  func load() throws {
    var count = 0
    try serving { router in
      router.get("/") { _ in
        count += 1
        return Response(text: "hello")
      }
    } _: { (server: Server, port: Int) throws in
      let output = try Program.named("wrk").run(
        ["-t1", "-c32", "-d1s", "--timeout", "10s", "http://127.0.0.1:\(port)/"]
      )
      #expect(output.contains("requests in"))
      #expect(!output.contains("Socket errors"), "\(output)")
      #expect(!output.contains("Non-2xx"), "\(output)")
      #expect(count > 100)
      while server.connectionCount > 0 { try Fiber.yield() }
    }
  }
}
