import Testing

@testable import MiniHTTP

@Suite("Percent-encoding")
struct PercentCodingTests {
  @Test(
    "what was encoded is decoded",
    arguments: [
      ("abc", "abc"), ("a%20b", "a b"), ("%C3%a9", "é"), ("%2f", "/"), ("%", "%"), ("%4", "%4"),
      ("%zz%41", "%zzA"), ("%%41", "%A"), ("%FF", "\u{FFFD}"), ("a+b", "a+b"), ("", ""),
    ]
  )
  func decode(text: String, expected: String) {
    #expect(PercentCoding.decode(text) == expected)
  }

  @Test("in queries a plus is a space, an encoded plus is none")
  func plus() {
    #expect(PercentCoding.decode("a+b%2Bc", plusIsSpace: true) == "a b+c")
  }

  @Test("any text survives")
  func roundTrip() {
    let text = "a/b?c&d=é ~%\u{0}\n🌒"
    #expect(PercentCoding.decode(PercentCoding.encode(text)) == text)
    #expect(PercentCoding.encode("a b/ü") == "a%20b%2F%C3%BC")
  }
}
