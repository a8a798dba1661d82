import HTTPTypes
import Testing

@testable import MiniHTTP

@Suite("Field lines")
struct FieldScannerTests {
  private func error(_ fields: String, limits: HTTPLimits = HTTPLimits()) -> HTTPError? {
    requests("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n", limits: limits).error
  }

  @Test(
    "a line that breaks a rule is refused by that rule's name",
    arguments: [
      ("X: a\nY: b", .bareLineFeed),
      ("X: a\rb", .bareCarriageReturn),
      ("X: a\r\r\n", .bareCarriageReturn),
      ("X: a\0b", .controlCharacter),
      ("X: a\u{1}b", .controlCharacter),
      ("X: a\u{7f}b", .controlCharacter),
      ("X: a\r\n b", .obsoleteFold),
      ("X: a\r\n\tb: c", .obsoleteFold),
      ("X : a", .spaceBeforeColon),
      ("X\t: a", .spaceBeforeColon),
      ("X", .invalidFieldName),
      (": a", .invalidFieldName),
      ("X Y: a", .invalidFieldName),
      ("X(: a", .invalidFieldName),
      ("\u{e9}: a", .invalidFieldName),
      ("X:", nil),
      ("X:a", nil),
      ("X: a\tb", nil),
      ("X: \u{e9}", nil),
    ] as [(String, HTTPError?)]
  )
  func rules(fields: String, error: HTTPError?) {
    #expect(self.error(fields) == error)
  }

  @Test("white space before the first field is refused")
  func leadingSpace() {
    #expect(requests("GET / HTTP/1.1\r\n X: a\r\n\r\n").error == .leadingWhitespace)
  }

  @Test("the limits are exact")
  func limits() {
    let limits = HTTPLimits(startLine: 20, fieldBytes: 30, fieldCount: 3)
    let host = "Host: a\r\n"  // 7 bytes count
    let line = "GET /12345 HTTP/1.1\r\n"  // 19
    #expect(requests("\(line)\(host)\r\n", limits: limits).error == nil)
    let longRequest = requests("GET /1234567 HTTP/1.1", limits: limits)
    #expect(longRequest.error == .requestLineTooLong(limit: 20))
    let longStatus = responses("HTTP/1.1 200 12345678\r\n", limits: limits)
    #expect(longStatus.error == .statusLineTooLong(limit: 20))
    let value = String(repeating: "v", count: 20)
    #expect(requests("\(line)\(host)X: \(value)\r\n\r\n", limits: limits).error == nil)
    let large = requests("\(line)\(host)X: \(value)v", limits: limits)
    #expect(large.error == .fieldSectionTooLarge(limit: 30))
    #expect(requests("\(line)\(host)A:\r\nB:\r\n\r\n", limits: limits).error == nil)
    let many = requests("\(line)\(host)A:\r\nB:\r\nC:\r\n", limits: limits)
    #expect(many.error == .tooManyFields(limit: 3))
  }

  @Test("a limit without bound is no trap")
  func boundless() {
    let limits = HTTPLimits(
      startLine: .max,
      fieldBytes: .max,
      fieldCount: .max,
      chunkExtensions: .max,
      body: .max
    )
    let text =
      "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n0\r\n\r\n"
    #expect(requests(text, limits: limits).error == nil)
  }

  @Test("names keep their spelling, values their bytes")
  func bytes() throws {
    var parser = MessageParser<ResponseHead>(limits: HTTPLimits(), context: .get)
    parser.receive(Array("HTTP/1.1 200 OK\r\ncontent-TYPE: ".utf8) + [0xE9] + [13, 10, 13, 10])
    guard case .head(let head) = try parser.next() else {
      Issue.record("no head")
      return
    }
    let field = try #require(head.fields.makeFields().first)
    #expect(field.name == .contentType)
    #expect(field.name.rawName == "content-TYPE")
    var written: [UInt8] = []
    let isSendable = written.append(valueOf: field)
    #expect(isSendable)
    #expect(written == [0xE9])
  }
}
