import GenLoop
import HTTPTypes
import MiniHTTP
import Reactor
import Testing

/// The routes that the scripts of both languages ask for.
func scriptRoutes(_ router: Router) {
  router.get("/hello") { _ in Response(text: "hello") }
  router.post("/echo") { Response(body: try $0.read(), contentType: $0.contentType) }
  router.post("/json") { try Response(json: $0.json(as: [String: [Int]].self)) }
  router.get("/stream") { _ in
    Response(contentType: .text) { body in
      for n in 0..<3 { try body.write("\(n),") }
      body.trailers[.eTag] = "t"
    }
  }
}

@Suite("Python's http", .enabled(if: Program.isThere("python3"), "python3 is not installed"))
struct PythonTests {
  @Test("its client talks to our server on one connection")
  func client() throws {
    try serving(scriptRoutes) { (server: Server, port: Int) throws in
      let output = try Program.named("python3").run(["-c", Scripts.pythonClient, "\(port)"])
      #expect(
        output.split(separator: "\n", omittingEmptySubsequences: true) == [
          "11 200 hello", "11 200 by length", "11 200 in chunks", "11 200 0,1,2,", "11 200 ",
          "11 405 Method Not Allowed", "11 200 {\"a\":[1,2]}", "11 200 hello", "close",
        ]
      )
    }
  }

  @Test("our client talks to its server, in either version", arguments: ["HTTP/1.0", "HTTP/1.1"])
  func server(version: String) throws {
    try onLoop {
      try Program.named("python3").running(["-c", Scripts.pythonServer, version]) {
        (port: Int) throws in
        let url = "http://127.0.0.1:\(port)"
        let client = HTTPClient()
        defer { client.close() }
        let first = try client.send(ClientRequest(url + "/port")).text
        let second = try client.send(ClientRequest(url + "/redirect")).text
        #expect((first == second) == (version == "HTTP/1.1"))
        let body = [UInt8](repeating: 120, count: 200_000)
        #expect(try client.send(ClientRequest(url, method: .post, data: body)).body == body)
        #expect(try client.send(ClientRequest(url + "/port", method: .head)).body.isEmpty)
        #expect(try client.send(ClientRequest(url + "/endless")).text == "until the end")
        #expect(try client.send(ClientRequest(url, method: .put)).status.code == 501)
      }
    }
  }

  @Test("our client reads its chunks, their extensions and trailers")
  func chunks() throws {
    try onLoop {
      try Program.named("python3").running(["-c", Scripts.pythonServer, "HTTP/1.1"]) {
        (port: Int) throws in
        let response = try ClientRequest("http://127.0.0.1:\(port)/chunked").send()
        #expect(response.text == "onetwo")
        #expect(response.trailers[.eTag] == "t")
      }
    }
  }
}
