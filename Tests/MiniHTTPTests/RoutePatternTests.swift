import Testing

@testable import MiniHTTP

@Suite("Route patterns")
struct RoutePatternTests {
  @Test("a pattern is words, names and a rest")
  func segments() throws {
    let pattern = try RoutePattern("/a/{b}/c/{d*}")
    #expect(pattern.segments == [.literal("a"), .parameter, .literal("c"), .tail])
    #expect(pattern.names == ["b", "d"])
    #expect(try RoutePattern("/").segments.isEmpty)
    #expect(try RoutePattern("/a/").segments == [.literal("a"), .literal("")])
  }

  @Test(
    "a pattern that says nothing clear is refused",
    arguments: [
      "", "a", "/{}", "/{*}", "/{a}/{a}", "/{a*}/b", "/a{b}", "/{a}b", "/{a{b}}", "/{a*b}",
    ]
  )
  func bad(text: String) {
    #expect(throws: HTTPError.self) { try RoutePattern(text) }
  }
}
