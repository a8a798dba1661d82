public import HTTPTypes
import Reactor

/// A request to a server.
///
/// ```swift
/// let response = try ClientRequest("http://127.0.0.1:8080/").send()           // on a fibre
/// let response = try await ClientRequest("http://127.0.0.1:8080/").send()     // in async code
/// ```
public struct ClientRequest: Sendable {
  /// Where to.
  public let url: HTTPURL
  /// What is asked for.
  public var method: HTTPRequest.Method
  /// The fields; `Host` and `Content-Length` are added when it is sent.
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
  ///   - body: By default none.
  ///   - headers: More fields.
  ///   - timeout: How long connecting, sending and the answer may take together.
  /// - Throws: ``HTTPError/invalidURL(_:)``.
  public init(
    _ url: String,
    method: HTTPRequest.Method = .get,
    body: [UInt8] = [],
    headers: HTTPFields = HTTPFields(),
    timeout: Duration = .seconds(30)
  ) throws(HTTPError) {
    self.url = try HTTPURL(url)
    self.method = method
    self.body = body
    self.headers = headers
    self.timeout = timeout
  }

  /// Sends the request on a connection of its own, and waits for the whole answer; on a fibre.
  ///
  /// - Returns: The answer, whatever its status.
  /// - Throws: ``HTTPError`` where the answer is malformed, too large or too late;
  ///   `ReactorError.system` where there is no connection to be had; `CancellationError`.
  public func send() throws -> ClientResponse {
    try HTTPClient(keepsAlive: false).send(self)
  }

  /// Sends the request from async code: on the loop that the task prefers, or on the process's own.
  ///
  /// - Returns: The answer, whatever its status.
  /// - Throws: As the one for fibres.
  public func send() async throws -> ClientResponse {
    let reactor = try Reactor.current ?? Reactor.shared
    return try await reactor.run(name: "http request") {
      try HTTPClient(keepsAlive: false).send(self)
    }
  }
}
