import Testing

@testable import MiniHTTP

@Suite("Dates")
struct HTTPDateTests {
  @Test(
    "a date is as the RFC writes it",
    arguments: [
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
      (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
      (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
    ]
  )
  func dates(seconds: Int, text: String) {
    #expect(HTTPDate(seconds: seconds).description == text)
  }

  @Test("the line is made anew when the second changes")
  func line() {
    let line = DateLine()
    let first = line.bytes(at: 0)
    #expect(String(decoding: first, as: UTF8.self) == "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n")
    #expect(line.bytes(at: 0) == first)
    #expect(line.bytes(at: 1) != first)
  }
}
