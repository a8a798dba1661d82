import Testing

@testable import MiniHTTP

@Suite("Targets")
struct RequestTargetTests {
  @Test("a target falls into path and query at the first question mark")
  func parts() throws {
    let target = try RequestTarget("/a%20b?c=d?e")
    #expect(target.path == "/a%20b")
    #expect(target.query == "c=d?e")
    #expect(target.authority == nil)
    #expect(try RequestTarget("/").query == nil)
    #expect(try RequestTarget("/?").query == "")
  }

  @Test("an absolute target names its authority, and has a path in any case")
  func absolute() throws {
    let target = try RequestTarget("http://a:81?x")
    #expect(target.authority == "a:81")
    #expect(target.path == "/")
    #expect(target.query == "x")
    #expect(try RequestTarget("https://[::1]/p").authority == "[::1]")
  }

  @Test("text that is no target is the host's mistake", arguments: ["", "a", "/ ", "/\n", "/%"])
  func bad(text: String) {
    #expect(throws: HTTPError.unsendableTarget(text)) { try RequestTarget(text) }
  }
}
