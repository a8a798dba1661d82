import GenLoop
import HTTPTypes
import Reactor

/// A client that keeps connections for the next request to the same server; on the loop.
///
/// ```swift
/// let client = HTTPClient()
/// defer { client.close() }
/// for page in 1...3 { try client.send(ClientRequest("http://127.0.0.1:8080/\(page)")) }
/// ```
public final class HTTPClient {
  private struct Origin: Hashable {
    let host: String
    let port: Int
  }

  private let keepsAlive: Bool
  private var idle: [Origin: [TCPStream]] = [:]

  /// A client without connections.
  public init() { keepsAlive = true }

  init(keepsAlive: Bool) { self.keepsAlive = keepsAlive }

  /// Closes the connections that wait for a next request.
  public func close() {
    for stream in idle.values.joined() { stream.close() }
    idle = [:]
  }

  /// Sends a request and waits for the whole answer.
  ///
  /// A kept connection that the server has closed meanwhile is replaced once, where the method
  /// allows to send the request again (RFC 9110, section 9.2.2).
  ///
  /// - Returns: The answer, whatever its status.
  /// - Throws: ``HTTPError``, `ReactorError.system`, `CancellationError`.
  @discardableResult
  public func send(_ request: ClientRequest) throws -> ClientResponse {
    do {
      return try withTimeout(request.timeout) {
        if let stream = takeIdle(for: request), let answer = try? exchange(request, on: stream) {
          return answer
        }
        try checkCancellation()
        let url = request.url
        return try exchange(request, on: TCPStream.connect(to: url.host, port: url.port))
      }
    } catch is GenTimeoutError {
      throw HTTPError.timedOut
    }
  }

  private func takeIdle(for request: ClientRequest) -> TCPStream? {
    guard request.method.isIdempotent else { return nil }
    let origin = Origin(host: request.url.host, port: request.url.port)
    return idle[origin]?.popLast()
  }

  private func exchange(_ request: ClientRequest, on stream: TCPStream) throws -> ClientResponse {
    var keeps = false
    defer { if !keeps { stream.close() } }
    var fields = request.headers
    fields[.hostLine] = request.url.authority
    if !keepsAlive { fields[.connection] = "close" }
    try stream.write(
      MessageWriter.request(
        method: request.method,
        target: request.url.target,
        fields: fields,
        body: request.body
      )
    )
    var reader = ResponseReader(request, stream)
    let (response, mayKeep) = try reader.read()
    if mayKeep, keepsAlive {
      keeps = true
      let origin = Origin(host: request.url.host, port: request.url.port)
      idle[origin, default: []].append(stream)
    }
    return response
  }
}

extension HTTPRequest.Method {
  /// Whether doing it twice is as doing it once (RFC 9110, section 9.2.2).
  fileprivate var isIdempotent: Bool {
    [.get, .head, .put, .delete, .options, .trace].contains(self)
  }
}
