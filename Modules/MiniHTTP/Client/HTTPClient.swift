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
///
/// Requests that are sent at the same time have connections of their own.
public final class HTTPClient {
  private let pool: ConnectionPool

  /// A client without connections.
  ///
  /// - Parameters:
  ///   - maxIdlePerOrigin: How many connections to one server wait for a next request; with 0, none
  ///     is kept.
  ///   - idleTime: How long one waits.
  public init(maxIdlePerOrigin: Int = 8, idleTime: Duration = .seconds(60)) {
    pool = ConnectionPool(maxIdlePerOrigin: maxIdlePerOrigin, idleTime: idleTime)
  }

  /// How many connections wait for a next request.
  public var idleCount: Int { pool.count }

  /// Closes the connections that wait for a next request; later ones are not kept any more.
  public func close() {
    pool.close()
  }

  /// Sends a request and waits for the whole answer.
  ///
  /// A kept connection that the server closes at this very moment is replaced, where doing it twice is
  /// as doing it once (RFC 9110, 9.2.2).
  ///
  /// - Parameter request: What to send.
  /// - Returns: The answer, whatever its status.
  /// - Throws: ``HTTPError`` where the answer is malformed, too large or too late, or the request cannot
  ///   be sent; `ReactorError.system` where there is no connection to be had; `CancellationError`.
  @discardableResult
  public func send(_ request: ClientRequest) throws -> ClientResponse {
    do {
      return try withTimeout(request.timeout) { try exchange(request) }
    } catch is GenTimeoutError {
      throw HTTPError.timeout(.response)
    }
  }

  private func exchange(_ request: ClientRequest) throws -> ClientResponse {
    if let kept = try pool.take(request.url.origin) {
      do { return try exchange(request, on: kept) } catch {
        let mayRepeat =
          request.method.isIdempotent && !kept.hasHeard && !(error is CancellationError)
        guard mayRepeat, (error as? HTTPError)?.blame != .host else { throw error }
      }
    }
    let new = try ClientConnection(to: request.url.origin, limits: request.limits)
    return try exchange(request, on: new)
  }

  private func exchange(
    _ request: ClientRequest,
    on connection: ClientConnection
  ) throws -> ClientResponse {
    let response = try connection.exchange(request, keepsAlive: pool.keepsAny)
    pool.give(back: connection, request.url.origin)
    return response
  }
}

extension HTTPRequest.Method {
  /// Whether doing it twice is as doing it once (RFC 9110, 9.2.2).
  fileprivate var isIdempotent: Bool {
    [.get, .head, .put, .delete, .options, .trace].contains(self)
  }
}
