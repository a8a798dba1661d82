import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Redirects")
struct RedirectTests {
  /// Answers `/STATUS` with a redirect to `/end`, which says what it was asked.
  private func redirecting(_ router: Router) {
    let end: Handler = { request in
      let words = [
        "\(request.method)", try request.text(), request.headers[.authorization] ?? "-",
        request.headers[.contentType] ?? "-",
      ]
      return Response(text: words.joined(separator: "|"))
    }
    for method in [HTTPRequest.Method.get, .post, .put] {
      router.on(method, "/end", end)
      router.on(method, "/{status}") { request in
        let status = HTTPResponse.Status(
          code: try request.parameters.value("status", as: Int.self)
        )
        return .redirect(to: "end", status: status)
      }
    }
    router.get("/loop/{n}") { request in
      let next = try request.parameters.value("n", as: Int.self) + 1
      return .redirect(to: "/loop/\(next)")
    }
    router.get("/broken") { _ in .redirect(to: "http://[/") }
    router.get("/secure") { _ in .redirect(to: "https://127.0.0.1/") }
    router.get("/nowhere") { _ in Response(status: .found) }
  }

  @Test(
    "each status redirects with the method and body that it means",
    arguments: [
      (301, HTTPRequest.Method.post, "GET||u|-"), (302, .post, "GET||u|-"),
      (303, .post, "GET||u|-"), (303, .put, "GET||u|-"), (301, .put, "PUT|x|u|text/plain"),
      (307, .post, "POST|x|u|text/plain"), (308, .post, "POST|x|u|text/plain"),
      (302, .get, "GET|x|u|text/plain"),
    ]
  )
  func statuses(code: Int, method: HTTPRequest.Method, expected: String) throws {
    try serving(redirecting) { (_: Server, port: Int) throws in
      let response = try ClientRequest(
        "http://127.0.0.1:\(port)/\(code)",
        method: method,
        data: [120],
        headers: [.authorization: "u"],
        contentType: "text/plain"
      ).send()
      #expect(response.text == expected)
      #expect(response.url.target == "/end")
    }
  }

  @Test("the connection is kept on the way")
  func kept() throws {
    try serving(redirecting) { (server: Server, port: Int) throws in
      let client = HTTPClient()
      defer { client.close() }
      for _ in 0..<3 { try client.send(ClientRequest("http://127.0.0.1:\(port)/302")) }
      #expect(server.connectionCount == 1)
    }
  }

  @Test("there is an end to it, and who wants none gets none")
  func limits() throws {
    try serving(redirecting) { (_: Server, port: Int) throws in
      var request = try ClientRequest("http://127.0.0.1:\(port)/loop/0")
      #expect(throws: HTTPError.tooManyRedirects(limit: 10)) { try request.send() }
      request.maxRedirects = 0
      let response = try request.send()
      #expect(response.status == .seeOther)
      #expect(response.headers[.location] == "/loop/1")
    }
  }

  @Test("a location that leads nowhere is the server's mistake; none at all is an answer")
  func faults() throws {
    try serving(redirecting) { (_: Server, port: Int) throws in
      let url = "http://127.0.0.1:\(port)"
      #expect(throws: HTTPError.invalidLocation("http://[/")) {
        try ClientRequest(url + "/broken").send()
      }
      #expect(throws: HTTPError.unsupportedScheme("https")) {
        try ClientRequest(url + "/secure").send()
      }
      #expect(try ClientRequest(url + "/nowhere").send().status == .found)
    }
  }

  @Test("what identifies the user stays with the origin")
  func privacy() throws {
    let request = try ClientRequest(
      "http://a/",
      headers: [.authorization: "x", .cookie: "y", .accept: "z"]
    )
    let same = try request.redirected(by: .found, [.location: "/b"])
    #expect(same?.headers[.authorization] == "x")
    for location in ["http://b/", "//b/", "http://a:81/"] {
      let other = try request.redirected(by: .found, [.location: location])
      #expect(other?.headers == [.accept: "z"])
    }
  }

  @Test(
    "a reference is resolved as RFC 3986, 5.4 has it",
    arguments: [
      ("http://g/h", "http://g/h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"),
      ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"), ("//g", "http://g/"),
      ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
      ("g#s", "http://a/b/c/g"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"),
      (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
      ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../g", "http://a/g"),
      ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
      ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"),
      ("g/../h", "http://a/b/c/h"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ]
  )
  func references(reference: String, expected: String) throws {
    let base = try HTTPURL("http://a/b/c/d;p?q")
    #expect(try HTTPURL(reference, relativeTo: base).description == expected)
  }
}
