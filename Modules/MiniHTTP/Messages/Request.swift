public import HTTPTypes
public import Reactor

/// A request, as a handler gets it.
///
/// ```swift
/// router.post("/users/{id}") { request in
///   let user = try request.json(as: User.self)
///   return Response(text: "\(user.name) is \(request.parameters["id"] ?? "nobody")")
/// }
/// ```
///
/// It belongs to the loop that its connection is on, and to the handler: once that has returned, what is
/// left of the body is gone.
public final class Request: ReceivedMessage {
  /// What is to be done.
  public var method: HTTPRequest.Method { head.method }
  /// What it is to be done to.
  public var target: RequestTarget { head.target }
  /// The client's version.
  public var version: HTTPVersion { head.version }
  /// The client's address; `0.0.0.0:0` where it had gone before anybody asked.
  public private(set) lazy var peerAddress =
    connection?.peerAddress ?? SocketAddress(host: "0.0.0.0", port: 0)
  /// The values of the route's `{names}`.
  public internal(set) var parameters = PathParameters()
  private let head: RequestHead
  private let connection: ServerConnection?
  private var body: ReceivedBody

  /// The fields, in the order in which they came, with the Host.
  public private(set) lazy var headers: HTTPFields = head.fields.makeFields()

  /// A request that came from no connection: for calling handlers and routers in tests.
  public init(
    _ method: HTTPRequest.Method = .get,
    _ target: RequestTarget,
    headers: HTTPFields = [:],
    body: [UInt8] = [],
    peerAddress: SocketAddress = SocketAddress(host: "127.0.0.1", port: 0)
  ) {
    head = RequestHead(.init(method: method, target: target, version: .http11))
    connection = nil
    self.body = ReceivedBody(StoredBody(body), limit: HTTPLimits().body)
    self.headers = headers
    self.peerAddress = peerAddress
  }

  init(_ head: RequestHead, body: ReceivedBody, from connection: ServerConnection?) {
    self.head = head
    self.body = body
    self.connection = connection
  }

  /// Reads the body as a whole; see ``ReceivedMessage/read(limit:)``.
  ///
  /// - Throws: As there.
  public func read(limit: Int?) throws -> [UInt8] {
    try body.read(limit: limit)
  }
}

// MARK: - The target

extension Request {
  /// The path, percent-encoded as it came.
  public var path: String { target.path }

  /// The query, decoded.
  public var query: QueryItems { QueryItems(target.query ?? "") }

  /// Whom the client meant to talk to: from the target, or else from Host (RFC 9112, 3.3).
  public var host: String? {
    if let authority = target.authority { return authority }
    if let index = head.hostIndex { return head.fields.value(at: index) }
    return headers.first { $0.name.canonicalName == "host" }?.value
  }
}

// MARK: - The body in parts

extension Request: StreamedMessage {
  /// How long the body is; nil where that shows only at its end.
  public var bodyLength: Int? { body.length }

  /// Waits for the next part of the body; see ``StreamedMessage/nextPart()``.
  ///
  /// - Throws: As there.
  public func nextPart() throws -> ArraySlice<UInt8>? {
    try body.nextPart()
  }

  /// What came after a chunked body; complete after its end.
  ///
  /// Never to be taken for ``headers`` (RFC 9110, 6.5.1).
  public var trailers: HTTPFields { body.trailers }
}
