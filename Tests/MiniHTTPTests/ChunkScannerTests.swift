import Testing

@testable import MiniHTTP

@Suite("Chunked bodies")
struct ChunkScannerTests {
  private func outcome(_ body: String, limits: HTTPLimits = HTTPLimits()) -> Outcome {
    let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    return requests(head + body, limits: limits)
  }

  @Test("chunks become one body, trailers stay apart")
  func plain() {
    let outcome = outcome("3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n00\r\nX-Sum: 1\r\n\r\n")
    #expect(outcome.text == "abc0123456789")
    #expect(outcome.events.dropFirst() == ["body", "trailers X-Sum: 1", "end"])
    #expect(outcome.error == nil)
  }

  @Test(
    "a chunk that breaks a rule is refused by that rule's name",
    arguments: [
      ("\r\n", .invalidChunkSize),
      ("x\r\n", .invalidChunkSize),
      ("-1\r\n", .invalidChunkSize),
      ("+1\r\n", .invalidChunkSize),
      ("0x1\r\n", .invalidChunkSize),
      (" 1\r\na\r\n", .invalidChunkSize),
      ("1 \r\na\r\n", .invalidChunkSize),
      ("1 x\r\na\r\n", .invalidChunkSize),
      ("1\na\r\n", .bareLineFeed),
      ("1;a\rb\r\n", .bareCarriageReturn),
      ("1;\0\r\n", .controlCharacter),
      ("8000000000000000\r\n", .chunkSizeOverflow),
      ("ffffffffffffffffffffff\r\n", .chunkSizeOverflow),
      ("1\r\nabc", .invalidChunkEnd),
      ("1\r\na\rb", .invalidChunkEnd),
      ("1\r\na\n", .invalidChunkEnd),
      ("0\r\nX : a\r\n\r\n", .spaceBeforeColon),
      ("0\r\nContent-Length: 1\r\n\r\n", .forbiddenTrailer),
      ("0\r\nhost: a\r\n\r\n", .forbiddenTrailer),
      ("1\r\na", .incompleteMessage),
      ("0\r\n", .incompleteMessage),
      ("1;a=\"b c\" ; d\r\na\r\n0\r\n\r\n", nil),
      ("0000000000000001\r\na\r\n0\r\n\r\n", nil),
    ] as [(String, HTTPError?)]
  )
  func rules(body: String, error: HTTPError?) {
    #expect(outcome(body).error == error)
  }

  @Test("extensions of all chunks together are bounded")
  func extensions() {
    let limits = HTTPLimits(chunkExtensions: 10)
    let chunk = "1;ab\r\nx\r\n"  // 3 bytes of extension
    #expect(outcome(chunk + chunk + chunk + "0\r\n\r\n", limits: limits).text == "xxx")
    let much = outcome(chunk + chunk + chunk + chunk, limits: limits)
    #expect(much.error == .chunkExtensionsTooLarge(limit: 10))
    let endless = outcome("1;" + String(repeating: "a", count: 100), limits: limits)
    #expect(endless.error == .chunkExtensionsTooLarge(limit: 10))
  }

  @Test("leading zeros are bounded too")
  func zeros() {
    let many = outcome(String(repeating: "0", count: 65) + "\r\n\r\n")
    #expect(many.error == .invalidChunkSize)
  }

  @Test("trailers have the limits of fields")
  func trailerLimits() {
    let limits = HTTPLimits(fieldBytes: 40, fieldCount: 2)
    let value = String(repeating: "v", count: 60)
    #expect(outcome("0\r\nX: \(value)", limits: limits).error == .fieldSectionTooLarge(limit: 40))
    let many = outcome("0\r\nA:\r\nB:\r\nC:\r\n\r\n", limits: limits)
    #expect(many.error == .tooManyFields(limit: 2))
  }
}
