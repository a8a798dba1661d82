import Testing

@testable import MiniHTTP

@Suite("Queries")
struct QueryItemsTests {
  @Test("names and values are decoded, in their order")
  func read() {
    let query = QueryItems("a=1&b=x+y&a=%32&empty=&alone&&c=d=e")
    #expect(query["a"] == "1")
    #expect(query.values("a") == ["1", "2"])
    #expect(query["b"] == "x y")
    #expect(query["empty"] == "")
    #expect(query["alone"] == "")
    #expect(query["c"] == "d=e")
    #expect(query["none"] == nil)
    #expect(query.map(\.name) == ["a", "b", "a", "empty", "alone", "c"])
    #expect(QueryItems("").isEmpty)
  }

  @Test("what was written is read")
  func roundTrip() {
    var query: QueryItems = ["a&b": "c=d", "é": " + "]
    query.append("x", "")
    #expect(query.encoded == "a%26b=c%3Dd&%C3%A9=%20%2B%20&x=")
    #expect(QueryItems(query.encoded) == query)
  }
}
