import TestSupport

extension SeededGenerator {
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Whether something that happens once in so many times happens now.
  mutating func once(in count: Int) -> Bool { number(1...count) == 1 }

  mutating func text(of characters: String, _ lengths: ClosedRange<Int>) -> String {
    let all = Array(characters)
    return String((0..<number(lengths)).map { _ in all[number(0...all.count - 1)] })
  }

  /// The bytes in pieces as a network might bring them: some of one byte, none empty.
  mutating func pieces(of bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    let longest = [1, 7, 100, 10_000][number(0...3)]
    while !rest.isEmpty {
      let piece = rest.prefix(number(1...longest))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  /// Does to a message what attackers and bad lines do.
  mutating func spoil(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let index = number(0...bytes.count - 1)
    let faults = [
      "\r", "\n", "\r\n", "\0", " ", "\t", ":", ",", ";", "Host: b\r\n", "Content-Length: 3\r\n",
      "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked\r\n", "\r\n ", "%", "f",
    ]
    switch number(0...4) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
    case 1: bytes.remove(at: index)
    case 2: bytes.removeLast(number(0...bytes.count - 1))
    case 3: bytes.insert(contentsOf: bytes[index...].prefix(40), at: index)
    default:
      // After a line, where a fault reaches farthest.
      let line = bytes[index...].firstIndex(of: 10).map { $0 + 1 } ?? index
      bytes.insert(contentsOf: faults[number(0...faults.count - 1)].utf8, at: line)
    }
  }
}
