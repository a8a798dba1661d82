import Testing

@testable import MiniHTTP

/// A rule of HTTP/1.1 that keeps two readers of one stream from seeing different messages in it.
struct Guard: CustomTestStringConvertible {
  /// The section, and what it says.
  let rule: String
  /// What breaks it.
  let attacks: [String]
  let error: HTTPError

  var testDescription: String { rule }

  init(_ rule: String, _ error: HTTPError, _ attacks: String...) {
    self.rule = rule
    self.error = error
    self.attacks = attacks
  }
}

/// Each rule by its words, what breaks it, and the error that names it.
///
/// Whatever comes after an error is never read as a message.
@Suite("Smuggling")
struct SmugglingTests {
  private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
  private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"
  private static let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"

  static let lines = [
    Guard(
      "RFC 9112, 2.2: a recipient MAY recognize a single LF as a line terminator (here: it does not)",
      .bareLineFeed,
      "GET / HTTP/1.1\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\n",
      chunked + "1\nx\r\n0\r\n\r\n",
      chunked + "0\r\nX: y\n\r\n",
      chunked + "1;x\ny\r\nx\r\n0\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 2.2: a recipient of such a bare CR MUST consider that element to be invalid",
      .bareCarriageReturn,
      "GET / HTTP/1.1\rHost: a\r\n\r\n",
      "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n",
      chunked + "1\rx\r\n0\r\n\r\n"
    ),
    Guard(
      "RFC 9110, 5.5: field values containing CR, LF, or NUL characters are invalid and dangerous",
      .controlCharacter,
      "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
      "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX\u{b}: y\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 2.2: a recipient that receives whitespace between the start-line and the first header "
        + "field MUST either reject the message as invalid or consume each such line",
      .leadingWhitespace,
      "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
      "GET / HTTP/1.1\r\n\tX: y\r\nHost: a\r\n\r\n",
      chunked + "0\r\n X: y\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 5.2: a server that receives an obs-fold in a request message MUST either reject the "
        + "message by sending a 400 (Bad Request) [...] or replace each received obs-fold",
      .obsoleteFold,
      post + "Content-Length: 1\r\n 0\r\n\r\n",
      post + "X: a\r\n\tTransfer-Encoding: chunked\r\n\r\n",
      chunked + "0\r\nX: y\r\n z\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 5.1: a server MUST reject, with a response status code of 400 (Bad Request), any received "
        + "request message that contains whitespace between a header field name and colon",
      .spaceBeforeColon,
      post + "Content-Length : 1\r\n\r\nx",
      post + "Transfer-Encoding\t: chunked\r\n\r\n",
      chunked + "0\r\nX : y\r\n\r\n"
    ),
    Guard(
      "RFC 9110, 5.1: field-name = token",
      .invalidFieldName,
      post + "Content(Length: 1\r\n\r\n",
      post + ": x\r\n\r\n",
      post + "Transfer Encoding: chunked\r\n\r\n",
      post + "x\r\n\r\n",
      chunked + "0\r\nx\r\n\r\n"
    ),
  ]

  static let hosts = [
    Guard(
      "RFC 9112, 3.2: a server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request "
        + "message that lacks a Host header field",
      .missingHost,
      "GET / HTTP/1.1\r\n\r\n",
      "GET http://a/ HTTP/1.1\r\nX: y\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 3.2: [...] and to any request message that contains more than one Host header field line",
      .duplicateHost,
      "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: a\r\nX: y\r\nhost: b\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 3.2: [...] or a Host header field with an invalid field value",
      .invalidHost,
      "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 3.2: if the target URI includes an authority component, then a client MUST send a field "
        + "value for Host that is identical to that authority component",
      .hostMismatch,
      "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n",
      "GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://a/ HTTP/1.1\r\nHost:\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 3.2: recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) "
        + "error; no whitespace is allowed in the request-target",
      .invalidVersion,
      "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 3: request-line = method SP request-target SP HTTP-version (here: a tab is no space)",
      .invalidRequestLine,
      "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\r\nHost: a\r\n\r\n"
    ),
  ]

  static let framing = [
    Guard(
      "RFC 9112, 6.1: a server MAY reject a request that contains both Content-Length and Transfer-Encoding",
      .contentLengthWithTransferEncoding,
      post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 6.3, 5: if a message is received with an invalid Content-Length header field, then the "
        + "message framing is invalid (here: values that differ)",
      .conflictingContentLengths,
      post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
      post + "Content-Length: 1, 2\r\n\r\nxx"
    ),
    Guard(
      "RFC 9110, 8.6: Content-Length = 1*DIGIT",
      .invalidContentLength,
      post + "Content-Length: +1\r\n\r\nx",
      post + "Content-Length: -1\r\n\r\n",
      post + "Content-Length: 0x1\r\n\r\nx",
      post + "Content-Length: 1 1\r\n\r\n",
      post + "Content-Length:\r\n\r\n",
      post + "Content-Length: 1,\r\n\r\nx",
      post + "Content-Length: \"1\"\r\n\r\nx",
      post + "Content-Length: 1.0\r\n\r\nx"
    ),
    Guard(
      "RFC 9110, 8.6: a recipient MUST anticipate potentially large decimal numerals and prevent parsing "
        + "errors due to integer conversion overflows",
      .contentLengthOverflow,
      post + "Content-Length: 18446744073709551617\r\n\r\nx",
      post + "Content-Length: 9223372036854775808\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 6.1: a server that receives a request message with a transfer coding it does not "
        + "understand SHOULD respond with 501 (Not Implemented)",
      .unsupportedTransferCoding,
      post + "Transfer-Encoding: gzip\r\n\r\n",
      post + "Transfer-Encoding: identity\r\n\r\n",
      post + "Transfer-Encoding: xchunked\r\n\r\n",
      post + "Transfer-Encoding: \"chunked\"\r\n\r\n",
      post + "Transfer-Encoding: gzip, chunked\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 6.3, 4: if Transfer-Encoding is present in a request and the chunked transfer coding is not "
        + "the final encoding, the message body length cannot be determined reliably",
      .invalidTransferEncoding,
      post + "Transfer-Encoding: chunked, gzip\r\n\r\n",
      post + "Transfer-Encoding:\r\n\r\n",
      post + "Transfer-Encoding: chunked,\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 6.1: a sender MUST NOT apply the chunked transfer coding more than once to a message body",
      .invalidTransferEncoding,
      post + "Transfer-Encoding: chunked, chunked\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 6.1: a server or client that receives an HTTP/1.0 message containing a Transfer-Encoding "
        + "header field MUST treat the message as if the framing is faulty",
      .transferEncodingInHTTP10,
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
  ]

  static let chunks = [
    Guard(
      "RFC 9112, 7.1: chunk-size = 1*HEXDIG",
      .invalidChunkSize,
      chunked + "x\r\n",
      chunked + "\r\n",
      chunked + "0x1\r\nx\r\n",
      chunked + "-1\r\n",
      chunked + "+1\r\nx\r\n",
      chunked + " 1\r\nx\r\n",
      chunked + "1 \r\nx\r\n",
      chunked + "1 1\r\nx\r\n",
      chunked + "1_0\r\nx\r\n"
    ),
    Guard(
      "RFC 9112, 7.1: a recipient MUST anticipate potentially large hexadecimal numerals and prevent parsing "
        + "errors due to integer conversion overflows",
      .chunkSizeOverflow,
      chunked + "10000000000000000\r\n",
      chunked + "fffffffffffffffff\r\n"
    ),
    Guard(
      "RFC 9112, 7.1: chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF",
      .invalidChunkEnd,
      chunked + "1\r\nxy\r\n0\r\n\r\n",
      chunked + "2\r\nx\r\n0\r\n\r\n",
      chunked + "1\r\nx0\r\n\r\n",
      chunked + "1\r\nx\n0\r\n\r\n"
    ),
    Guard(
      "RFC 9112, 7.1.1: a server ought to limit the total length of chunk extensions received in a request",
      .chunkExtensionsTooLarge(limit: HTTPLimits().chunkExtensions),
      chunked + "1;" + String(repeating: "x", count: 5000) + "\r\nx\r\n",
      chunked + String(repeating: "1;\(String(repeating: "x", count: 99))\r\nx\r\n", count: 50)
    ),
    Guard(
      "RFC 9110, 6.5.1: a sender MUST NOT generate a trailer field unless [its] definition permits (here: "
        + "none that frames, routes, authenticates or decodes)",
      .forbiddenTrailer,
      chunked + "0\r\nContent-Length: 5\r\n\r\n",
      chunked + "0\r\nHost: b\r\n\r\n",
      chunked + "0\r\nAuthorization: x\r\n\r\n",
      chunked + "0\r\nTransfer-Encoding: chunked\r\n\r\n"
    ),
  ]

  @Test(
    "a request that breaks a rule is refused by the rule's name, and nothing behind it is read",
    arguments: lines + hosts + framing + chunks
  )
  func requestRules(rule: Guard) {
    for attack in rule.attacks {
      let whole = requests(attack + SmugglingTests.hidden)
      #expect(whole.error == rule.error, "\(attack.debugDescription)")
      #expect(!whole.events.contains { $0.contains("/hidden") }, "\(attack.debugDescription)")
      let bytes = MessageParser<RequestHead>.read(
        (attack + SmugglingTests.hidden).utf8.map { [$0] },
        context: ()
      )
      #expect(bytes == whole, "\(attack.debugDescription), byte by byte")
    }
  }

  @Test("the same parser holds responses to the same rules", arguments: lines + framing + chunks)
  func responseRules(rule: Guard) {
    for attack in rule.attacks where attack.hasPrefix("POST / HTTP/1.1\r\nHost: a\r\n") {
      let response = attack.replacing("POST / HTTP/1.1\r\n", with: "HTTP/1.1 200 OK\r\n")
      #expect(responses(response + "x\r\n\r\n").error == rule.error, "\(response.debugDescription)")
    }
  }

  @Test("a server that has refused a request answers nothing behind it")
  func refusal() throws {
    try serving { router in
      router.get("/hidden") { _ in Response(text: "reached") }
      router.post("/") { Response(text: try $0.text()) }
    } _: { (_: Server, port: Int) throws in
      for rule in SmugglingTests.lines + SmugglingTests.hosts + SmugglingTests.framing {
        for attack in rule.attacks {
          let answer = try answer(port, attack + SmugglingTests.hidden)
          #expect(
            answer.hasPrefix("HTTP/1.1 \(rule.error.status.code) "),
            "\(attack.debugDescription)"
          )
          #expect(!answer.contains("reached"), "\(attack.debugDescription)")
          #expect(answer.contains("Connection: close\r\n"))
        }
      }
    }
  }
}
