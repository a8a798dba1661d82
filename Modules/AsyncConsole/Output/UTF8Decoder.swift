/// Makes text of bytes that come in pieces, which may end in the middle of a character.
///
/// Bytes that are no UTF-8 become U+FFFD, as `String(decoding:as:)` has it.
struct UTF8Decoder {
  private var rest: [UInt8] = []

  /// The text of what has come so far, but for the beginning of a character at its end.
  mutating func decode(_ bytes: [UInt8]) -> String {
    let all = rest + bytes
    let end = all.count - Self.lengthOfBeginning(all)
    rest = Array(all[end...])
    return String(decoding: all[..<end], as: UTF8.self)
  }

  /// What was left: there will be no more.
  mutating func finish() -> String {
    defer { rest = [] }
    return String(decoding: rest, as: UTF8.self)
  }

  /// How many bytes at the end may be the beginning of a character.
  private static func lengthOfBeginning(_ bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte & 0b1100_0000 == 0b1000_0000 { continue }
      return length(after: byte) > back ? back : 0
    }
    return 0
  }

  /// How long a character is by its first byte (RFC 3629, section 3).
  private static func length(after first: UInt8) -> Int {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }
}
