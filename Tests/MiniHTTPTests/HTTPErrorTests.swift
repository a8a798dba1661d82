import HTTPTypes
import Reactor
import Testing

@testable import MiniHTTP

@Suite("Errors")
struct HTTPErrorTests {
  @Test(
    "each error has its status",
    arguments: [
      (HTTPError.invalidRequestLine, 400), (.bareLineFeed, 400), (.missingHost, 400),
      (.contentLengthWithTransferEncoding, 400),
      (.timeout(.head, limit: .zero, peer: .client(nobody)), 408), (.bodyTooLarge(limit: 1), 413),
      (.requestLineTooLong(limit: 1), 414), (.unsupportedExpectation, 417),
      (.fieldSectionTooLarge(limit: 1), 431),
      (.tooManyFields(limit: 1), 431), (.unsupportedTransferCoding, 501),
      (.unsupportedVersion, 505),
      (.http2Preface, 505), (.outOfOrder(""), 500), (.refused(.imATeapot, ""), 418),
    ]
  )
  func statuses(error: HTTPError, code: Int) {
    #expect(error.status.code == code)
    #expect((error.blame == .caller) == (code == 500))
    #expect(error.description != "invalid message")
  }

  @Test(
    "a deadline's error says who missed it, by how much, and where it is set",
    arguments: [
      (
        HTTPError.Deadline.head,
        "has not sent the whole head of its request within 30.0 seconds (HTTPLimits.headerTime)"
      ),
      (.body, "has sent nothing more of a body for 30.0 seconds (HTTPLimits.bodyTime)"),
      (.idle, "has sent no next request for 30.0 seconds (HTTPLimits.idleTime)"),
      (.write, "has taken nothing of what is sent to it for 30.0 seconds (HTTPLimits.writeTime)"),
      (.response, "has not answered within 30.0 seconds (ClientRequest.timeout)"),
    ]
  )
  func deadlines(deadline: HTTPError.Deadline, words: String) {
    let server = HTTPError.Peer.server(HTTPOrigin(host: "example.org"))
    for (peer, name) in [
      (HTTPError.Peer.client(nobody), "client 192.0.2.1:4242"),
      (server, "server http://example.org"),
    ] {
      let error = HTTPError.timeout(deadline, limit: .seconds(30), peer: peer)
      #expect(error.description.hasPrefix("the \(name) \(words)"))
    }
  }

  @Test(
    "what is too large is said with the limit, and with the setting, but not to the peer",
    arguments: [
      (HTTPError.requestLineTooLong(limit: 20), "longer than 20 bytes", "HTTPLimits.startLine"),
      (.fieldSectionTooLarge(limit: 30), "larger than 30 bytes", "HTTPLimits.fieldBytes"),
      (.tooManyFields(limit: 3), "more than 3 fields", "HTTPLimits.fieldCount"),
      (.chunkExtensionsTooLarge(limit: 4), "larger than 4 bytes", "HTTPLimits.chunkExtensions"),
      (.bodyTooLarge(limit: 5), "larger than 5 bytes", "HTTPLimits.body or read(limit:)"),
    ]
  )
  func sizes(error: HTTPError, words: String, setting: String) {
    #expect(error.description.hasSuffix("\(words) (\(setting))"))
    #expect(error.wordsForPeer.hasSuffix(words))
  }
}

private let nobody = SocketAddress(host: "192.0.2.1", port: 4242)

extension HTTPResponse.Status {
  fileprivate static let imATeapot = HTTPResponse.Status(code: 418)
}
