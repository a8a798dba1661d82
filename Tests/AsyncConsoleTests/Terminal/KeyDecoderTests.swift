import Testing

@testable import AsyncConsole

@Suite("The key decoder")
struct KeyDecoderTests {
  static let cases: [(String, [Key])] = [
    ("ab", [.text("ab")]),
    ("ä漢🙂", [.text("ä漢🙂")]),
    ("a\rb\n", [.text("a"), .enter, .text("b"), .enter]),
    ("\u{01}\u{05}\u{1F}", [.control("a"), .control("e"), .control("_")]),
    ("\u{08}\u{7F}\t", [.backspace, .backspace, .tab]),
    ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
    ("\u{1B}OA\u{1B}OH\u{1B}OF", [.up, .home, .end]),
    (
      "\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~",
      [.home, .end, .home, .end, .home, .end]
    ),
    ("\u{1B}[3~\u{1B}[3;5~", [.delete, .meta("d")]),
    ("\u{1B}[1;5C\u{1B}[1;3D\u{1B}[1;1C", [.wordRight, .wordLeft, .right]),
    ("\u{1B}b\u{1B}F\u{1B}\u{7F}\u{1B}<", [.meta("b"), .meta("f"), .meta("\u{7F}"), .meta("<")]),
    ("\u{1B}[15~x\u{1B}[Zy", [.unknown, .text("x"), .unknown, .text("y")]),
    ("\u{1B}[200~a\rb\u{1B}[A\u{1B}[201~c", [.pasted("a\rb\u{1B}[A"), .text("c")]),
    ("\u{1B}\u{1B}[A", [.up]),
    ("\u{1B}[1\u{1B}[B", [.down]),
  ]

  @Test("bytes become keys", arguments: cases)
  func keys(_ bytes: String, _ keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.decode(bytes.utf8) == keys)
  }

  @Test("it does not matter in which pieces the bytes come", arguments: cases)
  func pieces(_ bytes: String, _ keys: [Key]) {
    var decoder = KeyDecoder()
    let found = bytes.utf8.flatMap { decoder.decode([$0]) }
    #expect(Self.joined(found) == Self.joined(keys))
  }

  /// Text in pieces is the same text.
  private static func joined(_ keys: [Key]) -> [Key] {
    keys.reduce(into: []) { result, key in
      if case .text(let text) = key, case .text(let before) = result.last {
        result[result.count - 1] = .text(before + text)
      } else {
        result.append(key)
      }
    }
  }

  @Test("what is no UTF-8 becomes U+FFFD, and the next key is not lost")
  func invalid() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xE2, 0x82]) == [])
    #expect(decoder.decode([0x0D]) == [.text("\u{FFFD}"), .enter])
    #expect(decoder.decode([0xFF, 0x61]) == [.text("\u{FFFD}a")])
  }

  @Test("a paste that never ends does not fill the memory")
  func longPaste() {
    var decoder = KeyDecoder()
    _ = decoder.decode("\u{1B}[200~".utf8)
    for _ in 0..<5 { #expect(decoder.decode([UInt8](repeating: 0x61, count: 1 << 19)) == []) }
    let keys = decoder.decode("\u{1B}[201~".utf8)
    #expect(keys == [.pasted(String(repeating: "a", count: KeyDecoder.mostPasted))])
  }
}
