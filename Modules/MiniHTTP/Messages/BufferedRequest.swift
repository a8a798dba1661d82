public import HTTPTypes
public import Reactor

/// A request with its body, which may go from thread to thread: what `async` handlers get.
public struct BufferedRequest: ReceivedMessage, Sendable {
  /// What is to be done.
  public let method: HTTPRequest.Method
  /// What it is to be done to.
  public let target: RequestTarget
  /// The fields, in the order in which they came.
  public let headers: HTTPFields
  /// The values of the route's `{names}`.
  public let parameters: PathParameters
  /// The client's address.
  public let peerAddress: SocketAddress
  /// The body.
  public let body: [UInt8]
  /// What came after a chunked body.
  public let trailers: HTTPFields

  /// Reads what is left of a request.
  ///
  /// - Throws: ``HTTPError/bodyTooLarge(limit:)``; whatever the connection meets.
  public init(_ request: Request) throws {
    method = request.method
    target = request.target
    headers = request.headers
    parameters = request.parameters
    peerAddress = request.peerAddress
    body = try request.read()
    trailers = request.trailers
  }

  /// The path, percent-encoded as it came.
  public var path: String { target.path }

  /// The query, decoded.
  public var query: QueryItems { QueryItems(target.query ?? "") }

  /// The body.
  ///
  /// - Throws: ``HTTPError/bodyTooLarge(limit:)`` where `limit` is less than there is.
  public func read(limit: Int?) throws -> [UInt8] {
    if let limit, body.count > limit { throw HTTPError.bodyTooLarge(limit: limit) }
    return body
  }
}
