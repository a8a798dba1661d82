import GenLoop
import HTTPTypes
import MiniHTTP
import Reactor
import Testing

@Suite("Node's http", .enabled(if: Program.isThere("node"), "node is not installed"))
struct NodeTests {
  @Test("its client talks to our server on one connection")
  func client() throws {
    try serving(scriptRoutes) { (_: Server, port: Int) throws in
      let output = try Program.named("node").run(["-e", Scripts.nodeClient, "\(port)"])
      #expect(
        output.split(separator: "\n") == [
          "1.1 200 hello - false", "1.1 200 0,1,2, t true", "1.1 200 in chunks - true",
          "1.1 200 body - true", "1.1 200  - true",
        ]
      )
    }
  }

  @Test("our client talks to its server: chunks, trailers, interim responses, uploads")
  func server() throws {
    try onLoop {
      try Program.named("node").running(["-e", Scripts.nodeServer]) { (port: Int) throws in
        let url = "http://127.0.0.1:\(port)"
        let client = HTTPClient()
        defer { client.close() }
        let answer = try client.send(ClientRequest(url + "/trailers"))
        #expect(answer.text == "one two")
        #expect(answer.trailers[.eTag] == "t")
        #expect(try client.send(ClientRequest(url + "/hints")).text == "hinted")
        let put = try ClientRequest(url, method: .put)
        let chunked = try client.send(put) { for word in ["in ", "chunks"] { try $0.write(word) } }
        #expect(chunked.text.hasPrefix("PUT in chunks chunked "))
        let whole = try client.send(ClientRequest(url, method: .post, data: [120]))
        #expect(whole.text.hasPrefix("POST x 1 "))
        #expect(whole.text.split(separator: " ").last == chunked.text.split(separator: " ").last)
      }
    }
  }
}
