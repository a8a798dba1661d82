import Foundation
import GenLoop
import HTTPTypes
import MiniHTTP
import Reactor
import Testing

/// Another implementation's view of the server.
@Suite("curl", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
struct CurlTests {
  /// What curl prints, asked from another thread while the loop serves.
  @Sendable
  private static func curl(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["--silent", "--max-time", "20", "--noproxy", "*"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test("curl gets, posts, streams, keeps the connection, and expects 100 Continue")
  func exchanges() async throws {
    let reactor = try Reactor.start()
    let port = try await reactor.run { () throws -> Int in
      let server = Server()
      server.router.get("/") { _ in Response(text: "hello") }
      server.router.get("/stream") { _ in
        Response(contentType: .text) { body in for n in 0..<3 { try body.write("\(n),") } }
      }
      server.router.post("/") { Response(text: "\(try $0.read(limit: 4 << 20).count)") }
      try server.start()
      return server.localAddress?.port ?? 0
    }
    let url = "http://127.0.0.1:\(port)"
    #expect(try CurlTests.curl([url]) == "hello")
    #expect(try CurlTests.curl(["\(url)/stream"]) == "0,1,2,")
    #expect(try CurlTests.curl(["--http1.0", url]) == "hello")
    let counts = try CurlTests.curl([
      "-o", "/dev/null", "-o", "/dev/null", "-w", "%{num_connects}", url, url,
    ])
    #expect(counts == "10")
    let head = try CurlTests.curl(["--head", url])
    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(head.contains("Content-Length: 5\r\n"))
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("umbra-http-\(ProcessInfo.processInfo.processIdentifier)")
    try Data(count: 3 << 20).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    for extra in [[], ["-H", "Expect: 100-continue"], ["-H", "Transfer-Encoding: chunked"]] {
      let count = try CurlTests.curl(extra + ["--data-binary", "@\(file.path)", url])
      #expect(count == "\(3 << 20)")
    }
    #expect(try CurlTests.curl(["-w", "%{http_code}", "-X", "PUT", url]).hasSuffix("405"))
    await reactor.shutDown()
  }
}
