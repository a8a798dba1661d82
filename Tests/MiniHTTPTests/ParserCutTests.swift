import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import MiniHTTP

/// Whole and in pieces: whoever gets a stream in other pieces must not see other messages in it.
///
/// `Tools/fuzz --mode http` has it do more rounds.
@Suite("The parser, on one stream in different pieces")
struct ParserCutTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["UMBRA_FUZZ_ROUNDS"].flatMap(Int.init) ?? 2000

  @Test("says the same of requests: of random ones, of attacks, spoiled, under any limits")
  func requests() {
    var random = SeededGenerator.forTest()
    let attacks = SmugglingTests.all.flatMap(\.attacks) + Self.forms
    var refusals: Set<HTTPError> = []
    for round in 0..<Self.rounds {
      var bytes: [UInt8] = []
      for _ in 0..<random.number(1...3) {
        let isAttack = random.once(in: 3)
        bytes +=
          isAttack
          ? Array(attacks[random.number(0...attacks.count - 1)].utf8)
          : RandomMessage.request(&random).bytes
      }
      random.spoilOften(&bytes)
      let limits = random.limits()
      let staysOpen = random.once(in: 2)
      let read = { (pieces: [[UInt8]]) in
        MessageParser<RequestHead>.read(
          pieces,
          limits: limits,
          context: (),
          staysOpen: staysOpen
        )
      }
      let whole = read([bytes])
      guard read(random.pieces(of: bytes)) == whole else {
        Issue.record("\(random.origin), round \(round): \(Data(bytes).base64EncodedString())")
        return
      }
      if let error = whole.error { refusals.insert(error) }
    }
    // They reach most of the rules, or this test would show little.
    #expect(refusals.count > 20, "\(random.origin): \(refusals.count) rules")
  }

  @Test("says the same of responses to any request")
  func responses() {
    var random = SeededGenerator.forTest()
    let attacks = SmugglingTests.all.flatMap(\.attacks).map {
      Array("HTTP/1.1 200 OK".utf8) + $0.utf8.drop { $0 != 10 && $0 != 13 }
    }
    var refusals: Set<HTTPError> = []
    for round in 0..<Self.rounds {
      var bytes: [UInt8] = []
      for _ in 0..<random.number(1...3) {
        let isAttack = random.once(in: 3)
        bytes +=
          isAttack
          ? attacks[random.number(0...attacks.count - 1)]
          : RandomMessage.response(&random).bytes
      }
      random.spoilOften(&bytes)
      let limits = random.limits()
      let method = [HTTPRequest.Method.get, .head, .connect, .post][random.number(0...3)]
      let read = { MessageParser<ResponseHead>.read($0, limits: limits, context: method) }
      let whole = read([bytes])
      guard read(random.pieces(of: bytes)) == whole else {
        Issue.record("\(random.origin), round \(round): \(Data(bytes).base64EncodedString())")
        return
      }
      if let error = whole.error { refusals.insert(error) }
    }
    #expect(refusals.count > 15, "\(random.origin): \(refusals.count) rules")
  }

  /// What is no attack, but is read in ways of its own.
  private static let forms = [
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
    "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\nab",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nab\r\n0\r\nX: y\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
  ]
}

extension SmugglingTests {
  fileprivate static var all: [Guard] { lines + hosts + framing + chunks }
}

extension SeededGenerator {
  /// Spoils two of three, in up to four places.
  fileprivate mutating func spoilOften(_ bytes: inout [UInt8]) {
    guard !once(in: 3) else { return }
    for _ in 0..<number(1...4) { spoil(&bytes) }
  }

  /// The usual limits, or some that random messages meet.
  fileprivate mutating func limits() -> HTTPLimits {
    guard once(in: 2) else { return HTTPLimits() }
    return HTTPLimits(
      startLine: number(1...60),
      fieldBytes: number(1...300),
      fieldCount: number(0...10),
      chunkExtensions: number(0...20)
    )
  }
}
