import Testing

@testable import MiniHTTP

@Suite("Media types")
struct MediaTypeTests {
  @Test("a type falls into its essence and its parameters")
  func parts() {
    let type = MediaType(rawValue: "Text/HTML ; Charset=\"utf-8\"; boundary= x ")
    #expect(type.essence == "text/html")
    #expect(type.parameter("charset") == "utf-8")
    #expect(type.parameter("BOUNDARY") == "x")
    #expect(type.parameter("none") == nil)
    #expect(MediaType.json.essence == "application/json")
    #expect(MediaType.text.parameter("charset") == "utf-8")
    #expect(MediaType(rawValue: "").essence == "")
  }
}
