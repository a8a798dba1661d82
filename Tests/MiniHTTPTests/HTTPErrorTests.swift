import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Errors")
struct HTTPErrorTests {
  @Test(
    "each error has its status",
    arguments: [
      (HTTPError.invalidRequestLine, 400), (.bareLineFeed, 400), (.missingHost, 400),
      (.contentLengthWithTransferEncoding, 400), (.timeout(.head), 408), (.bodyTooLarge, 413),
      (.requestLineTooLong, 414), (.unsupportedExpectation, 417), (.fieldSectionTooLarge, 431),
      (.tooManyFields, 431), (.unsupportedTransferCoding, 501), (.unsupportedVersion, 505),
      (.http2Preface, 505), (.outOfOrder(""), 500), (.refused(.imATeapot, ""), 418),
    ]
  )
  func statuses(error: HTTPError, code: Int) {
    #expect(error.status.code == code)
    #expect((error.blame == .caller) == (code == 500))
    #expect(error.description != "invalid message")
  }
}

extension HTTPResponse.Status {
  fileprivate static let imATeapot = HTTPResponse.Status(code: 418)
}
