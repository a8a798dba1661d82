import Foundation
import HTTPTypes
import MiniHTTP
import Reactor
import Testing

@Suite("curl", .enabled(if: Program.isThere("curl"), "curl is not installed"))
struct CurlTests {
  private func curl(_ arguments: String...) throws -> String {
    try Program.named("curl").run(["--silent", "--noproxy", "*"] + arguments)
  }

  private func routes(_ router: Router) {
    router.get("/") { _ in Response(text: "hello") }
    router.get("/stream") { _ in
      Response(contentType: .text) { body in for n in 0..<3 { try body.write("\(n),") } }
    }
    router.post("/") { Response(text: "\(try $0.read(limit: 4 << 20).count)") }
    router.put("/upload/{name}") { request in
      let count = try request.parts.reduce(0) { try $0 + $1.get().count }
      return Response(status: .created, text: "\(request.parameters["name"] ?? "") \(count)")
    }
    router.get("/old") { _ in .redirect(to: "/", status: .movedPermanently) }
  }

  @Test("curl gets, in either version, and follows a redirect")
  func gets() throws {
    try serving(routes) { (_: Server, port: Int) throws in
      let url = "http://127.0.0.1:\(port)"
      #expect(try curl(url) == "hello")
      #expect(try curl("\(url)/stream") == "0,1,2,")
      #expect(try curl("--http1.0", url) == "hello")
      #expect(try curl("--http1.0", "\(url)/stream") == "0,1,2,")
      #expect(try curl("--location", "\(url)/old") == "hello")
      let head = try curl("--head", url)
      #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(head.contains("Content-Length: 5\r\n"))
      #expect(try curl("-w", "%{http_code}", "-X", "PUT", url).hasSuffix("405"))
      #expect(try curl("-i", "-X", "OPTIONS", url).contains("Allow: GET, HEAD, OPTIONS, POST\r\n"))
    }
  }

  @Test("curl keeps its connection")
  func keepAlive() throws {
    try serving(routes) { (_: Server, port: Int) throws in
      let url = "http://127.0.0.1:\(port)/"
      let counts = try curl("-o", "/dev/null", "-o", "/dev/null", "-w", "%{num_connects}", url, url)
      #expect(counts == "10")
    }
  }

  @Test("curl sends bodies by length, in chunks, and after 100 Continue")
  func uploads() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("umbra-http-\(ProcessInfo.processInfo.processIdentifier)")
    try Data(count: 3 << 20).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try serving(routes) { (_: Server, port: Int) throws in
      let url = "http://127.0.0.1:\(port)/"
      for field in ["Accept: */*", "Expect: 100-continue", "Transfer-Encoding: chunked"] {
        #expect(try curl("-H", field, "--data-binary", "@\(file.path)", url) == "\(3 << 20)")
      }
      #expect(try curl("--upload-file", file.path, "\(url)upload/x") == "x \(3 << 20)")
      let refused = try curl(
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "--data-binary",
        "@\(file.path)",
        "-H",
        "Content-Type: a/b",
        "\(url)nowhere"
      )
      #expect(refused == "404")
    }
  }
}
