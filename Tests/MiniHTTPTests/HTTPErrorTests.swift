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
      (.timeout(.head, limit: .zero, peer: .client(nobody)), 408), (.bodyTooLarge, 413),
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
}

private let nobody = SocketAddress(host: "192.0.2.1", port: 4242)

extension HTTPResponse.Status {
  fileprivate static let imATeapot = HTTPResponse.Status(code: 418)
}
