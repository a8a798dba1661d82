public import HTTPTypes
public import Reactor

/// A request, as a server's handler gets it: on the loop, its body still on its way.
public final class Request {
  /// What is asked for.
  public let method: HTTPRequest.Method
  /// As the client sent it: path and query.
  public let target: String
  /// The fields.
  public let headers: HTTPFields
  /// Who asks.
  public let peerAddress: SocketAddress
  /// What the route's pattern has matched: `id` of `/users/{id}`.
  public internal(set) var parameters: [String: String] = [:]
  private let readBody: () throws -> [UInt8]
  private var body: [UInt8]?

  init(
    method: HTTPRequest.Method,
    target: String,
    headers: HTTPFields,
    peerAddress: SocketAddress,
    readBody: @escaping () throws -> [UInt8]
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.peerAddress = peerAddress
    self.readBody = readBody
  }

  /// The target up to the question mark, percent-encoded as it came.
  public var path: String { String(target.prefix { $0 != "?" }) }

  /// The target after the question mark, or nil.
  public var query: String? {
    target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
  }

  /// The body's media type.
  public var contentType: String? { headers[.contentType] }

  /// Waits for the whole body.
  ///
  /// - Returns: Its bytes; the same again when asked again.
  /// - Throws: ``HTTPError`` when it is too large, malformed or too slow; `CancellationError`.
  public func read() throws -> [UInt8] {
    if let body { return body }
    let bytes = try readBody()
    body = bytes
    return bytes
  }
}
