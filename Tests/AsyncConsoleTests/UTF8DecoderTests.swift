import Testing

@testable import AsyncConsole

@Suite("The decoder of output")
struct UTF8DecoderTests {
  @Test("text in pieces is the same as text at once", arguments: ["", "abc", "ä€𝄞x", "\u{FFFD}é"])
  func pieces(_ text: String) {
    for size in 1...4 {
      var decoder = UTF8Decoder()
      var result = ""
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        result += decoder.decode(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(result + decoder.finish() == text)
    }
  }

  @Test("what is no UTF-8 is replaced, and nothing waits for what cannot come")
  func invalid() {
    var decoder = UTF8Decoder()
    #expect(decoder.decode([0xFF]) == "\u{FFFD}")
    #expect(decoder.decode([0x80, 0x80]) == "\u{FFFD}\u{FFFD}")
    #expect(decoder.decode([0xE2, 0x82]) == "")
    #expect(decoder.decode([0x61]) == "\u{FFFD}a")
    #expect(decoder.decode([0xF0, 0x9F]) == "")
    #expect(decoder.finish() == "\u{FFFD}")
  }
}
