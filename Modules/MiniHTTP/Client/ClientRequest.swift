public import HTTPTypes
import Reactor

/// A request to a server.
///
/// ```swift
/// let response = try ClientRequest("http://127.0.0.1:8080/").send()           // on a fibre
/// let response = try await ClientRequest("http://127.0.0.1:8080/").send()     // in async code
/// ```
///
/// Redirects are not followed: the answer is what the server said.
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
  /// How large the answer may be.
  public var limits = HTTPLimits()

  /// A request.
  ///
  /// - Parameters:
  ///   - url: `http://host[:port][/path][?query]`.
  ///   - method: By default GET.
  ///   - query: Items added to the URL's query.
  ///   - body: By default none.
  ///   - headers: More fields.
  ///   - contentType: Put into `headers`.
  ///   - timeout: How long connecting, sending and the answer may take together.
  /// - Throws: ``HTTPError/invalidURL(_:)``.
  public init(
    _ url: String,
    method: HTTPRequest.Method = .get,
    query: QueryItems = [:],
    body: [UInt8] = [],
    headers: HTTPFields = [:],
    contentType: MediaType? = nil,
    timeout: Duration = .seconds(30)
  ) throws(HTTPError) {
    self.url = try HTTPURL(url)
    self.url.append(query)
    self.method = method
    self.headers = headers
    self.body = body
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
  /// - Throws: ``HTTPError/invalidURL(_:)``, `EncodingError`.
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
      body: JSON.encode(value),
      headers: headers,
      contentType: .json,
      timeout: timeout
    )
  }

  /// Sends the request on a connection of its own, and waits for the whole answer; on a fibre.
  ///
  /// - Returns: The answer, whatever its status.
  /// - Throws: ``HTTPError`` where the answer is malformed, too large or too late;
  ///   `ReactorError.system` where there is no connection to be had; `CancellationError`.
  @discardableResult
  public func send() throws -> ClientResponse {
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
