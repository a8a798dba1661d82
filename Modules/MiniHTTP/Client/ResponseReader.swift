import HTTPTypes
import Reactor

/// Reads one answer from a connection.
struct ResponseReader {
  private let stream: TCPStream
  private let limits: HTTPLimits
  private var parser: MessageParser
  private var hasEnded = false

  init(_ request: ClientRequest, _ stream: TCPStream) {
    self.stream = stream
    limits = request.limits
    parser = MessageParser(role: .client(answering: request.method), limits: request.limits)
  }

  /// The answer, and whether the connection is good for another.
  mutating func read() throws -> (ClientResponse, Bool) {
    var head: MessageHead?
    var status = HTTPResponse.Status.ok
    var body: [UInt8] = []
    while true {
      switch try parser.next() {
      case .head(let new):
        guard case .response(let code) = new.start else { throw HTTPError.malformedStartLine }
        status = code
        head = code.code >= 200 ? new : nil
      case .body(let bytes):
        body += bytes
        guard body.count <= limits.body else { throw HTTPError.bodyTooLarge }
      case .end:
        guard let head else { continue }  // an interim response (RFC 9110, section 15.2)
        let response = ClientResponse(status: status, headers: head.fields, body: body)
        return (response, head.keepsAlive && !parser.isInMessage)
      case nil:
        try receive()
      }
    }
  }

  private mutating func receive() throws {
    if let bytes = try stream.read() { return parser.receive(bytes) }
    guard !hasEnded else { throw HTTPError.truncated }
    hasEnded = true
    parser.receiveEnd()
  }
}
