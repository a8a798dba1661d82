import TestSupport
import Testing

@testable import MiniHTTP

@Suite("Control characters in lines")
struct SpanControlTests {
  @Test("the first is found wherever it is, and nothing beyond the end is looked at")
  func places() {
    for length in 0...40 {
      for start in 0...length {
        let clean = [UInt8](repeating: 0x80, count: length)
        #expect(clean.span.indexOfControl(from: start, to: length) == length)
        for place in start..<length {
          var bytes = [UInt8](repeating: UInt8(ascii: "~"), count: length)
          bytes[place] = [0x00, 0x0D, 0x1F, 0x7F][place % 4]
          #expect(bytes.span.indexOfControl(from: start, to: length) == place)
          #expect(bytes.span.indexOfControl(from: start, to: place) == place)
        }
      }
    }
  }

  @Test("each byte is judged as alone, among others of any kind")
  func bytes() {
    var random = SeededGenerator.forTest()
    for _ in 0..<2000 {
      let all: [UInt8] = (0..<24).map { _ in
        random.once(in: 3) ? 0x09 : UInt8.random(in: 0x1E...0xFF, using: &random)
      }
      let place = all.firstIndex(where: \.isForbiddenControl) ?? all.count
      #expect(all.span.indexOfControl(from: 0, to: all.count) == place, "\(random.origin)")
    }
  }
}
