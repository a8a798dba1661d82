import GenLoop
import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

@Suite("Streamed answers and uploads")
struct StreamedResponseTests {
  private func serve(_ router: Router) {
    router.get("/numbers") { _ in
      Response(contentType: .text) { body in
        for n in 0..<3 { try body.write("\(n),") }
        body.trailers[.eTag] = "t"
      }
    }
    router.get("/large") { _ in Response(body: [UInt8](repeating: 7, count: 3 << 20)) }
    router.put("/upload") { request in
      var count = 0
      for part in request.parts { count += try part.get().count }
      let framing = request.headers[.contentLength] ?? request.headers[.transferEncoding] ?? "-"
      return Response(text: "\(count) \(framing) \(request.trailers[.eTag] ?? "-")")
    }
  }

  @Test("an answer is taken in parts, larger than `read()` would take, with its trailers")
  func parts() throws {
    try serving(serve) { (server: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let url = "http://127.0.0.1:\(port)"
      let words = try client.withResponse(to: ClientRequest(url + "/numbers")) {
        (response: StreamedResponse) throws in
        #expect(response.status == .ok)
        #expect(response.bodyLength == nil)
        var words = ""
        for part in response.parts { words += String(decoding: try part.get(), as: UTF8.self) }
        return words + (response.trailers[.eTag] ?? "-")
      }
      #expect(words == "0,1,2,t")
      let count = try client.withResponse(to: ClientRequest(url + "/large")) { response in
        try response.parts.reduce(0) { try $0 + $1.get().count }
      }
      #expect(count == 3 << 20)
      #expect(server.connectionCount == 1)
      #expect(client.idleCount == 1)
    }
  }

  @Test("an answer left in the middle costs its connection, and no more")
  func abandoned() throws {
    try serving(serve) { (_: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)/large")
      var kept: StreamedResponse?
      try client.withResponse(to: request) { (response: StreamedResponse) throws in
        #expect(try response.nextPart() != nil)
        kept = response
      }
      #expect(client.idleCount == 0)
      #expect(throws: HTTPError.self) { try kept?.nextPart() }
      #expect(throws: HTTPError.answerTooLarge(limit: request.limits.body)) {
        try client.send(request)
      }
    }
  }

  @Test("a body is written while it is sent: by length, or in chunks with trailers")
  func upload() throws {
    try serving(serve) { (_: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)/upload", method: .put)
      let write: (BodyWriter) throws -> Void = { body in
        for _ in 0..<64 { try body.write([UInt8](repeating: 1, count: 32 << 10)) }
        body.trailers[.eTag] = "t"
      }
      #expect(try client.send(request, write).text == "\(2 << 20) chunked t")
      #expect(try client.send(request, length: 2 << 20, write).text == "\(2 << 20) \(2 << 20) -")
      #expect(client.idleCount == 1)
      #expect(throws: HTTPError.bodyLengthMismatch(declared: 5)) {
        try client.send(request, length: 5) { try $0.write("three!") }
      }
    }
  }

  @Test("an error while a body is written breaks the request off")
  func brokenUpload() throws {
    struct Broken: Error {}
    try serving(serve) { (_: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let request = try ClientRequest("http://127.0.0.1:\(port)/upload", method: .put)
      #expect(throws: Broken.self) {
        try client.send(request) { body in
          try body.write("some")
          throw Broken()
        }
      }
      #expect(client.idleCount == 0)
    }
  }

  @Test("the timeout holds for the head; each part has a time of its own")
  func times() throws {
    let proceed = Event()
    try serving(clock: .virtual(VirtualClock())) { router in
      router.get("/{seconds}") { request in
        let seconds = try request.parameters.value("seconds", as: Int.self)
        return Response { body in
          for n in 0..<3 {
            try sleep(.seconds(seconds))
            try body.write("\(n)")
          }
        }
      }
      router.get("/never") { _ in
        try proceed.wait()
        return Response()
      }
    } _: { (_: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      let url = "http://127.0.0.1:\(port)"
      func text(_ path: String) throws -> String {
        try client.withResponse(to: ClientRequest(url + path, timeout: .seconds(5))) {
          try $0.text()
        }
      }
      #expect(try text("/20") == "012")
      let server = try HTTPError.Peer.server(HTTPURL(url).origin)
      #expect(throws: HTTPError.timeout(.body, limit: .seconds(30), peer: server)) {
        try text("/40")
      }
      #expect(throws: HTTPError.timeout(.response, limit: .seconds(5), peer: server)) {
        try text("/never")
      }
      #expect(throws: GenTimeoutError(limit: .seconds(2))) {
        try client.send(ClientRequest(url + "/20", method: .put)) { _ in
          try withTimeout(.seconds(2)) { try sleep(.seconds(3)) }
        }
      }
    }
  }
}
