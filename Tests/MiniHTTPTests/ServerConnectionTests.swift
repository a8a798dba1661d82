import GenLoop
import HTTPTypes
import Reactor
import TestSupport
import Testing

@testable import MiniHTTP

@Suite("A server's connections")
struct ServerConnectionTests {
  private static let last = "Host: a\r\nConnection: close\r\n"

  private func echo(_ router: Router) {
    router.post("/") { Response(body: try $0.read(), contentType: $0.contentType) }
    router.get("/") { _ in Response(text: "hello") }
    router.post("/ignored") { _ in Response(text: "as you like") }
    router.get("/stream") { _ in
      Response(contentType: .text) { body in
        for word in ["one ", "two ", "three"] { try body.write(word) }
        body.trailers[.eTag] = "3"
      }
    }
  }

  @Test("a response is exact to the byte")
  func exact() throws {
    try serving(echo) { (_: Server, port: Int) throws in
      #expect(
        try answer(port, "GET / HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
          == "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n"
          + "Connection: close\r\n\r\nhello"
      )
      #expect(
        try answer(port, "HEAD / HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
          == "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n"
          + "Connection: close\r\n\r\n"
      )
    }
  }

  @Test("the date is there")
  func date() throws {
    try serving(echo) { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write("GET / HTTP/1.0\r\n\r\n")
      #expect(try stream.readAll().contains(" GMT\r\n"))
    }
  }

  @Test(
    "a streamed response is chunked, with its trailers; to HTTP/1.0 it ends with the connection"
  )
  func streams() throws {
    try serving(echo) { (_: Server, port: Int) throws in
      #expect(
        try answer(port, "GET /stream HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
          .hasSuffix("\r\n\r\n4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\nETag: 3\r\n\r\n")
      )
      let old = try answer(port, "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(old.hasSuffix("Connection: close\r\n\r\none two three"))
      let head = try answer(port, "HEAD /stream HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
      #expect(head.hasSuffix("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"))
    }
  }

  @Test("a stream that fails breaks the connection off before its last chunk")
  func brokenStream() throws {
    struct Broken: Error {}
    try serving { router in
      router.get("/") { _ in
        Response { body in
          try body.write("some")
          throw Broken()
        }
      }
    } _: { (_: Server, port: Int) throws in
      let text = try answer(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(text.hasSuffix("\r\n\r\n4\r\nsome\r\n"))
    }
  }

  @Test("the head of a stream is sent before its first part")
  func promptHead() throws {
    let event = Event()
    try serving { router in
      router.get("/") { _ in
        Response { body in
          try event.wait()
          try body.write("done")
        }
      }
    } _: { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write("GET / HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
      #expect(try stream.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK"))
      event.set()
      #expect(try stream.readAll() == "4\r\ndone\r\n0\r\n\r\n")
    }
  }

  @Test("bodies come by length and in chunks, in one connection after another")
  func bodies() throws {
    try serving(echo) { (_: Server, port: Int) throws in
      let answer = try answer(
        port,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
          + "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "2\r\ntw\r\n1\r\no\r\n0\r\nX: y\r\n\r\n"
          + "POST /ignored HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nthree"
          + "GET / HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n"
      )
      let bodies = answer.split(separator: "\r\n\r\n").dropFirst().map { part in
        part.prefix { $0 != "H" }
      }
      #expect(bodies == ["one", "two", "as you like", "hello"])
    }
  }

  @Test("a handler takes a body in parts, and its trailers")
  func parts() throws {
    try serving { router in
      router.post("/") { request in
        var count = 0
        while let part = try request.nextPart() { count += part.count }
        return Response(text: "\(count) \(request.trailers[.eTag] ?? "none")")
      }
    } _: { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write(
        "POST / HTTP/1.1\r\n\(ServerConnectionTests.last)Transfer-Encoding: chunked\r\n\r\n"
      )
      let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
      for _ in 0..<40 { try stream.write(chunk) }  // more than `read()` would take
      try stream.write("0\r\nETag: 9\r\n\r\n")
      #expect(try stream.readAll().hasSuffix("\r\n\r\n\(40 << 16) 9"))
    }
  }

  @Test("100 Continue is sent when the handler asks for the body, and only then")
  func continuation() throws {
    try serving(echo) { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      let fields = "Host: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
      try stream.write("POST / HTTP/1.1\r\n\(fields)")
      #expect(try stream.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
      try stream.write("ok")
      #expect(try stream.read(until: "\r\n\r\nok").hasPrefix("HTTP/1.1 200 OK"))
      try stream.write("POST /ignored HTTP/1.1\r\n\(fields)")
      let refused = try stream.read(until: "as you like")
      #expect(refused.hasPrefix("HTTP/1.1 200 OK"))
      #expect(refused.contains("Connection: close\r\n"))
    }
  }

  @Test(
    "what breaks a rule gets its status, and the connection closes",
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n", 400),
      ("GET / HTTP/1.1\nHost: a\n\n", 400),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
      ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 70000))", 431),
      ("POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
      ("\u{16}\u{3}\u{1}", 400),
    ]
  )
  func refusals(text: String, code: Int) throws {
    try serving(echo) { (_: Server, port: Int) throws in
      let stream = try TCPStream.local(port)
      defer { stream.close() }
      try stream.write(text)
      let answer = try stream.read(until: "\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 \(code) "))
      #expect(answer.contains("Connection: close\r\n"))
    }
  }

  @Test("a response that cannot be sent is a 500")
  func unsendable() throws {
    try serving { router in
      router.get("/field") { _ in Response(headers: [.transferEncoding: "chunked"]) }
      router.get("/status") { _ in Response(status: .init(code: 101)) }
      router.get("/body") { _ in Response(status: .noContent, text: "x") }
    } _: { (_: Server, port: Int) throws in
      for path in ["/field", "/status", "/body"] {
        let text = try answer(port, "GET \(path) HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
        #expect(text.hasPrefix("HTTP/1.1 500 "))
      }
    }
  }

  @Test("what is wrong with a handler is logged: its error, a body too short, one that breaks off")
  func logged() throws {
    struct Broken: Error {}
    let log = RecordingLog()
    try serving(log: log) { router in
      router.get("/error") { _ in throw Broken() }
      router.get("/short") { _ in
        Response(content: .stream(length: 5) { try $0.write("abc") })
      }
      router.get("/broken") { _ in Response { _ in throw Broken() } }
    } _: { (_: Server, port: Int) throws in
      for path in ["/error", "/short", "/broken"] {
        _ = try answer(port, "GET \(path) HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n")
      }
    }
    #expect(
      log.lines.filter { $0.hasPrefix("error: ") } == [
        "error: handler of GET /error failed: Broken()",
        "error: the body of a response broke off: the body is not of the declared 5 bytes",
        "error: the body of a response broke off: Broken()",
      ]
    )
  }

  @Test("a handler's refusal reaches the client, and the connection lives on")
  func refused() throws {
    try serving { router in
      router.get("/teapot") { _ in throw HTTPError.refused(.init(code: 418), "short and stout") }
      router.get("/{n}") { Response(text: "\(try $0.parameters.value("n", as: Int.self))") }
    } _: { (_: Server, port: Int) throws in
      let text = try answer(
        port,
        "GET /teapot HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n"
          + "GET /7 HTTP/1.1\r\n\(ServerConnectionTests.last)\r\n"
      )
      #expect(text.hasPrefix("HTTP/1.1 418 "))
      #expect(text.contains("short and stout\nHTTP/1.1 400 "))
      #expect(text.hasSuffix("\r\n\r\n7"))
    }
  }

  @Test("an async handler runs on its fibre's behalf")
  func asynchronous() throws {
    try serving { router in
      router.post("/{name}") { request in
        await Task.yield()
        return Response(text: "\(request.parameters["name"] ?? "") \(try request.text())")
      }
    } _: { (_: Server, port: Int) throws in
      let text = try answer(
        port,
        "POST /a HTTP/1.1\r\n\(ServerConnectionTests.last)Content-Length: 1\r\n\r\nb"
      )
      #expect(text.hasSuffix("\r\n\r\na b"))
    }
  }

  @Test("deeply nested JSON is refused, not run out of stack on")
  func nesting() throws {
    try serving { router in
      router.post("/") { request in Response(text: "\(try request.json(as: [[Int]].self).count)") }
    } _: { (_: Server, port: Int) throws in
      for depth in [100, 511, 5000, 100_000] {
        let body = String(repeating: "[", count: depth)
        let text = try answer(
          port,
          "POST / HTTP/1.1\r\n\(ServerConnectionTests.last)Content-Length: \(depth)\r\n\r\n\(body)"
        )
        #expect(text.hasPrefix("HTTP/1.1 400 "))
      }
    }
  }

  @Test("a body kept beyond its handler is gone")
  func afterwards() throws {
    var kept: Request?
    try serving { router in
      router.post("/") { request in
        kept = request
        return Response(text: "done")
      }
    } _: { (_: Server, port: Int) throws in
      _ = try answer(
        port,
        "POST / HTTP/1.1\r\n\(ServerConnectionTests.last)Content-Length: 1\r\n\r\nb"
      )
      #expect(throws: HTTPError.self) { try kept?.read() }
      kept = nil  // else the router, which its connection keeps, keeps it
    }
  }
}
