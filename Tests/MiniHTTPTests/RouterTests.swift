import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("The router")
struct RouterTests {
  /// What a handler that says its name and parameters says.
  private func answer(
    _ router: Router,
    _ method: HTTPRequest.Method,
    _ path: String
  ) throws -> String {
    let request = Request(method, try RequestTarget(path, method: method))
    let response = try router.respond(to: request)
    let words = String(decoding: try response.content.collect(), as: UTF8.self)
    return response.status == .ok ? words : "\(response.status.code)"
  }

  private func says(_ name: String, _ parameters: String...) -> Handler {
    { request in
      let values = parameters.map { request.parameters[$0] ?? "-" }
      return Response(text: ([name] + values).joined(separator: " "))
    }
  }

  @Test(
    "a word goes before a name, and a name before the rest",
    arguments: [
      ("/", "root"), ("/users/me", "me"), ("/users/7", "user 7"), ("/users/7/posts", "posts 7"),
      ("/users/me/posts", "posts me"), ("/users/7/x/y", "rest 7 x/y"), ("/users", "404"),
      ("/users/", "404"), ("/files", "files "), ("/files/", "files "), ("/files/a/b", "files a/b"),
      ("/a%2Fb", "404"), ("/users/a%2Fb", "user a/b"), ("/%75sers/me", "me"), ("/nothing", "404"),
    ]
  )
  func precedence(path: String, expected: String) throws {
    let router = Router()
    router.get("/", says("root"))
    router.get("/users/{id}/{rest*}", says("rest", "id", "rest"))
    router.get("/users/{id}", says("user", "id"))
    router.get("/users/me", says("me"))
    router.get("/users/{name}/posts", says("posts", "name"))
    router.get("/files/{path*}", says("files", "path"))
    try router.validate()
    let answer = try answer(router, .get, path)
    #expect(answer == expected)
  }

  @Test("each method has its own route; others get 405 with Allow")
  func methods() throws {
    let router = Router()
    router.get("/a", says("get"))
    router.post("/a", says("post"))
    router.put("/a", says("put"))
    router.patch("/a", says("patch"))
    router.delete("/a", says("delete"))
    router.options("/b", says("options"))
    router.on(.init("BREW") ?? .get, "/b", says("brew"))
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
      let answer = try answer(router, #require(.init(method)), "/a")
      #expect(answer == method.lowercased())
    }
    let request = Request(.trace, try RequestTarget("/a"))
    let response = try router.respond(to: request)
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers[.allow] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")
    #expect(try answer(router, #require(.init("BREW")), "/b") == "brew")
    #expect(try answer(router, .get, "/b") == "405")
  }

  @Test("a route without the method does not hide one with it")
  func hiddenMethods() throws {
    let router = Router()
    router.get("/users/me", says("me"))
    router.delete("/users/{id}", says("delete", "id"))
    #expect(try answer(router, .delete, "/users/me") == "delete me")
    let request = Request(.put, try RequestTarget("/users/me"))
    #expect(try router.respond(to: request).headers[.allow] == "DELETE, GET, HEAD, OPTIONS")
  }

  @Test("HEAD is answered by GET, unless it has a route")
  func head() throws {
    let router = Router()
    router.get("/a", says("get"))
    router.get("/b", says("get"))
    router.head("/b", says("head"))
    #expect(try answer(router, .head, "/a") == "get")
    #expect(try answer(router, .head, "/b") == "head")
  }

  @Test("OPTIONS says what there is, unless it has a route")
  func options() throws {
    let router = Router()
    router.post("/a", says("post"))
    router.options("/b", says("options"))
    let response = try router.respond(to: Request(.options, RequestTarget("/a")))
    #expect(response.status == .noContent)
    #expect(response.headers[.allow] == "OPTIONS, POST")
    #expect(try answer(router, .options, "/b") == "options")
    #expect(try answer(router, .options, "/c") == "404")
    #expect(try answer(router, .options, "*") == "204")
  }

  @Test("groups have a prefix and middleware of their own")
  func groups() throws {
    let router = Router()
    func tag(_ name: String) -> Middleware {
      { request, next in
        var response = try next(request)
        response.headers[.via] = [response.headers[.via], name].compactMap(\.self).joined()
        return response
      }
    }
    router.use(tag("1"))
    router.use(tag("2"))
    router.group("/api/{v}") { api in
      api.get("/early", says("early", "v"))
      api.use(tag("3"))
      api.get("/", says("root", "v"))
      api.group("/in/") { $0.get("/x", says("x", "v")) }
    }
    router.get("/api", says("api"))
    func via(_ path: String) throws -> String? {
      try router.respond(to: Request(.get, RequestTarget(path))).headers[.via]
    }
    try router.validate()
    #expect(try answer(router, .get, "/api/1") == "root 1")
    #expect(try answer(router, .get, "/api/1/in/x") == "x 1")
    #expect(try via("/api/1") == "321")
    #expect(try via("/api/1/in/x") == "321")
    #expect(try via("/api/1/early") == "21")
    #expect(try via("/api") == "21")
    #expect(try via("/none") == "21")
  }

  @Test("middleware may answer by itself")
  func guardian() throws {
    let router = Router()
    router.use { request, next in
      guard request.path != "/secret" else { throw HTTPError.refused(.forbidden, "no") }
      return try next(request)
    }
    router.get("/secret", says("secret"))
    #expect(throws: HTTPError.refused(.forbidden, "no")) { try answer(router, .get, "/secret") }
    #expect(try answer(router, .get, "/other") == "404")
  }

  @Test("parameters are converted, or the client is to blame")
  func values() throws {
    let router = Router()
    router.get("/{n}") { request in
      Response(text: "\(try request.parameters.value("n", as: Int.self) + 1)")
    }
    #expect(try answer(router, .get, "/41") == "42")
    #expect(throws: HTTPError.invalidParameter("n")) { try answer(router, .get, "/x") }
  }

  @Test("a route of words alone is found as others are: decoded, by method, for HEAD too")
  func words() throws {
    let router = Router()
    router.get("/a/{x}", says("any"))
    router.get("/a/b", says("b"))
    router.get("/50%25", says("encoded"))
    router.delete("/a/{x}", says("delete"))
    #expect(try answer(router, .get, "/a/b") == "b")
    #expect(try answer(router, .get, "/a/b?c") == "b")
    #expect(try answer(router, .head, "/a/b") == "b")
    #expect(try answer(router, .get, "/%61/%62") == "b")
    #expect(try answer(router, .get, "http://h/a/b") == "b")
    #expect(try answer(router, .delete, "/a/b") == "delete")
    #expect(try answer(router, .put, "/a/b") == "405")
    #expect(try answer(router, .get, "/50%25") == "404")
    #expect(try answer(router, .get, "/50%2525") == "encoded")
  }

  @Test("routes that are no good show before the server starts")
  func validation() {
    let twice = Router()
    twice.get("/{a}", says("a"))
    twice.get("/{b}", says("b"))
    #expect(throws: HTTPError.self) { try twice.validate() }
    let bad = Router()
    bad.get("nowhere", says("a"))
    #expect(throws: HTTPError.self) { try bad.validate() }
  }
}
