import GenLoop
public import HTTPTypes
import Reactor

/// A request to a server.
///
/// ```swift
/// let response = try ClientRequest("http://127.0.0.1:8080/").send()           // on a fibre
/// let response = try await ClientRequest("http://127.0.0.1:8080/").send()     // in async code
/// ```
///
/// The server may send the client on, up to ``maxRedirects`` times.
public struct ClientRequest: Sendable {
  /// Where to.
  public var url: HTTPURL
  /// What is asked for.
  public var method: HTTPRequest.Method
  /// The fields.
  ///
  /// Host and what frames the body are added when it is sent.
  public var headers: HTTPFields
  /// The body.
  public var body: [UInt8]
  /// How long everything may take.
  public var timeout: Duration
  /// How often the server may send the client on; with 0, what says so is the answer.
  ///
  /// A POST that is answered by 301, 302 or 303 goes on as GET, without its body. What identifies the
  /// user (Authorization, Cookie) does not go on to another origin (RFC 9110, 15.4).
  public var maxRedirects = 10
  /// How large the answer may be.
  public var limits = HTTPLimits()

  /// A request.
  ///
  /// - Parameters:
  ///   - url: `http://host[:port][/path][?query]`.
  ///   - method: By default GET.
  ///   - query: Items added to the URL's query.
  ///   - data: The body; by default none.
  ///   - headers: More fields.
  ///   - contentType: Put into `headers`.
  ///   - timeout: How long connecting, sending and the answer may take together.
  /// - Throws: ``HTTPError/invalidURL(_:reason:)``.
  public init(
    _ url: String,
    method: HTTPRequest.Method = .get,
    query: QueryItems = [:],
    data: [UInt8] = [],
    headers: HTTPFields = [:],
    contentType: MediaType? = nil,
    timeout: Duration = .seconds(30)
  ) throws(HTTPError) {
    self.url = try HTTPURL(url)
    self.url.append(query)
    self.method = method
    self.headers = headers
    body = data
    self.timeout = timeout
    if let contentType { self.headers[.contentType] = contentType.rawValue }
  }

  /// A request whose body is JSON.
  ///
  /// - Parameters:
  ///   - url: `http://host[:port][/path][?query]`.
  ///   - method: By default POST.
  ///   - value: The body.
  ///   - headers: More fields.
  ///   - timeout: How long connecting, sending and the answer may take together.
  /// - Throws: ``HTTPError/invalidURL(_:reason:)``, `EncodingError`.
  public init(
    _ url: String,
    method: HTTPRequest.Method = .post,
    json value: some Encodable,
    headers: HTTPFields = [:],
    timeout: Duration = .seconds(30)
  ) throws {
    try self.init(
      url,
      method: method,
      data: JSON.encode(value),
      headers: headers,
      contentType: .json,
      timeout: timeout
    )
  }

  /// Sends the request on a connection of its own, and waits for the whole answer.
  ///
  /// It is for fibres; away from a loop it makes one, and this thread has nothing else to do meanwhile.
  ///
  /// - Returns: The answer, whatever its status.
  /// - Throws: ``HTTPError`` where the answer is malformed, too large or too late,
  ///   or there is no connection to be had; `CancellationError`.
  @discardableResult
  public func send() throws -> ClientResponse {
    guard Fiber.current != nil else { return try GenLoop.run { try send() } }
    let client = HTTPClient(maxIdlePerOrigin: 0)
    return try client.send(self)
  }

  /// Sends the request from async code: on the loop that the task prefers, or on the process's own.
  ///
  /// - Returns: The answer, whatever its status.
  /// - Throws: As the one for fibres.
  @discardableResult
  public func send() async throws -> ClientResponse {
    let reactor = try Reactor.current ?? Reactor.shared
    return try await reactor.run(name: "http request") { try send() }
  }
}
