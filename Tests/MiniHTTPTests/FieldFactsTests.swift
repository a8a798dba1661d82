import Testing

@testable import MiniHTTP

@Suite("Framing fields")
struct FieldFactsTests {
  private func outcome(_ fields: String, version: String = "1.1") -> Outcome {
    requests("PUT / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n", staysOpen: true)
  }

  @Test(
    "a Content-Length that is not one number is refused",
    arguments: [
      ("", .invalidContentLength),
      ("+1", .invalidContentLength),
      ("-1", .invalidContentLength),
      ("0x1", .invalidContentLength),
      ("1 2", .invalidContentLength),
      ("1.0", .invalidContentLength),
      ("1,", .invalidContentLength),
      ("\u{661}", .invalidContentLength),
      ("9223372036854775808", .contentLengthOverflow),
      ("99999999999999999999999999", .contentLengthOverflow),
      ("1, 2", .conflictingContentLengths),
      ("1\r\nContent-Length: 2", .conflictingContentLengths),
      ("9223372036854775807", nil),
      ("5, 5", nil),
      ("5\r\ncontent-length: 05", nil),
    ] as [(String, HTTPError?)]
  )
  func lengths(value: String, error: HTTPError?) {
    #expect(outcome("Content-Length: \(value)").error == error)
  }

  @Test(
    "a Transfer-Encoding that is not `chunked` is refused",
    arguments: [
      ("gzip", .unsupportedTransferCoding),
      ("gzip, chunked", .unsupportedTransferCoding),
      ("identity", .unsupportedTransferCoding),
      ("xchunked", .unsupportedTransferCoding),
      ("chunked;a=b", .unsupportedTransferCoding),
      ("chunked, gzip", .invalidTransferEncoding),
      ("chunked, chunked", .invalidTransferEncoding),
      ("chunked\r\nTransfer-Encoding: chunked", .invalidTransferEncoding),
      ("chunked,", .invalidTransferEncoding),
      ("", .invalidTransferEncoding),
      ("Chunked", nil),
    ] as [(String, HTTPError?)]
  )
  func codings(value: String, error: HTTPError?) {
    #expect(outcome("Transfer-Encoding: \(value)").error == error)
  }

  @Test("Content-Length and Transfer-Encoding together are refused, in either order")
  func smuggling() {
    let length = "Content-Length: 4"
    let coding = "Transfer-Encoding: chunked"
    #expect(outcome("\(length)\r\n\(coding)").error == .contentLengthWithTransferEncoding)
    #expect(outcome("\(coding)\r\n\(length)").error == .contentLengthWithTransferEncoding)
  }

  @Test("HTTP/1.0 has no Transfer-Encoding, in requests and responses")
  func http10() {
    let coding = "Transfer-Encoding: chunked"
    #expect(outcome(coding, version: "1.0").error == .transferEncodingInHTTP10)
    #expect(responses("HTTP/1.0 200 OK\r\n\(coding)\r\n\r\n").error == .transferEncodingInHTTP10)
  }
}
