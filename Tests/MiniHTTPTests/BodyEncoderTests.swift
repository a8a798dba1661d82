import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Written bodies")
struct BodyEncoderTests {
  private func text(
    _ framing: BodyFraming,
    _ parts: [String],
    trailers: HTTPFields = [:]
  ) throws -> String {
    var encoder = BodyEncoder(framing)
    var bytes: [UInt8] = []
    for part in parts { try encoder.append(Array(part.utf8), to: &bytes) }
    try encoder.end(trailers: trailers, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("chunks have their sizes in front, and an empty part is none")
  func chunks() throws {
    let long = String(repeating: "x", count: 255)
    #expect(
      try text(.chunked, ["abc", "", long])
        == "3\r\nabc\r\nff\r\n\(long)\r\n0\r\n\r\n"
    )
  }

  @Test("numbers are written in any size", arguments: [0, 1, 9, 10, 15, 16, 255, 1000, .max])
  func numbers(number: Int) {
    for radix in [10, 16] {
      var bytes: [UInt8] = []
      bytes.append(number, radix: radix)
      #expect(String(decoding: bytes, as: UTF8.self) == String(number, radix: radix))
    }
    var wide: [UInt8] = []
    wide.append(number % 100, width: 4)
    let digits = "\(number % 100)"
    #expect(
      String(decoding: wide, as: UTF8.self)
        == String(repeating: "0", count: 4 - digits.count) + digits
    )
  }

  @Test("trailers follow the last chunk, and are left out elsewhere")
  func trailers() throws {
    #expect(try text(.chunked, [], trailers: [.eTag: "1"]) == "0\r\nETag: 1\r\n\r\n")
    #expect(try text(.length(1), ["a"], trailers: [.eTag: "1"]) == "a")
    #expect(throws: HTTPError.reservedField("Content-Length")) {
      try text(.chunked, [], trailers: [.contentLength: "1"])
    }
  }

  @Test("the declared length is held to, at both ends")
  func lengths() throws {
    #expect(try text(.length(3), ["a", "bc"]) == "abc")
    #expect(throws: HTTPError.bodyLengthMismatch(declared: 3)) { try text(.length(3), ["ab"]) }
    #expect(throws: HTTPError.bodyLengthMismatch(declared: 3)) { try text(.length(3), ["abcd"]) }
    #expect(throws: HTTPError.bodyNotAllowed) { try text(.none, ["a"]) }
    #expect(try text(.untilClose, ["a", "b"]) == "ab")
  }
}
