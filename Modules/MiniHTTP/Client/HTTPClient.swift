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
/// Requests that are sent at the same time have connections of their own. For async code there is
/// ``SharedHTTPClient``.
public final class HTTPClient {
  private let pool: ConnectionPool

  /// A client without connections.
  ///
  /// - Parameters:
  ///   - maxConnectionsPerOrigin: How many connections to one server there may be; who needs another has
  ///     to wait.
  ///   - maxIdlePerOrigin: How many of them may wait for a next request; with 0, none is kept.
  ///   - idleTime: How long one waits.
  public init(
    maxConnectionsPerOrigin: Int = 64,
    maxIdlePerOrigin: Int = 8,
    idleTime: Duration = .seconds(60)
  ) {
    pool = ConnectionPool(
      maxPerOrigin: max(1, maxConnectionsPerOrigin),
      maxIdlePerOrigin: maxIdlePerOrigin,
      idleTime: idleTime
    )
  }

  /// How many connections wait for a next request.
  public var idleCount: Int { pool.count }

  /// Closes the connections that wait for a next request; later ones are not kept any more.
  public func close() {
    pool.close()
  }
}

// MARK: - Requests

extension HTTPClient {
  /// Sends a request and waits for the whole answer.
  ///
  /// A kept connection that the server closes at this very moment is replaced, where doing it twice is
  /// as doing it once (RFC 9110, 9.2.2).
  ///
  /// - Parameter request: What to send.
  /// - Returns: The answer, whatever its status.
  /// - Throws: ``HTTPError`` where the answer is malformed, too large or too late, the request cannot
  ///   be sent, or there is no connection to be had; `CancellationError`.
  @discardableResult
  public func send(_ request: ClientRequest) throws -> ClientResponse {
    try inTime(request.timeout, request) {
      try follow(request, .bytes(request.body)) { try $0.collect() }
    }
  }

  /// Sends a request whose body is written while it is sent, and waits for the whole answer.
  ///
  /// ```swift
  /// try client.send(ClientRequest(url, method: .put)) { body in
  ///   for part in parts { try body.write(part) }
  /// }
  /// ```
  ///
  /// It is sent once: never repeated on another connection, nor to where a redirect leads with it.
  ///
  /// - Parameters:
  ///   - request: What to send; its own body is not.
  ///   - length: The body's; where nil, it is sent in chunks.
  ///   - write: Writes the body. An error that it throws breaks the request off, and is thrown.
  /// - Returns: The answer, whatever its status.
  /// - Throws: As ``send(_:)``; ``HTTPError/bodyLengthMismatch(declared:)``; what `write` throws.
  @discardableResult
  public func send(
    _ request: ClientRequest,
    length: Int? = nil,
    _ write: @escaping (BodyWriter) throws -> Void
  ) throws -> ClientResponse {
    try inTime(request.timeout, request) {
      try follow(request, .stream(length: length, write)) { try $0.collect() }
    }
  }

  /// Sends a request, and has `body` take the answer while it comes.
  ///
  /// ```swift
  /// try client.withResponse(to: ClientRequest(url)) { response in
  ///   for part in response.parts { try file.write(part.get()) }
  /// }
  /// ```
  ///
  /// The request's timeout holds until the answer's head has come; from then on
  /// ``HTTPLimits/bodyTime`` does for each part. What `body` leaves of the answer is lost, and the
  /// connection with it.
  ///
  /// - Parameters:
  ///   - request: What to send.
  ///   - body: Takes the answer, whatever its status.
  /// - Returns: What `body` returns.
  /// - Throws: As ``send(_:)``; what `body` throws.
  public func withResponse<T>(
    to request: ClientRequest,
    _ body: (StreamedResponse) throws -> T
  ) throws -> T {
    try follow(request, .bytes(request.body), headTime: request.timeout, body)
  }
}

// MARK: - Redirects

extension HTTPClient {
  /// Asks, and asks again where the answer leads, until there is one that leads nowhere.
  private func follow<T>(
    _ request: ClientRequest,
    _ upload: Upload,
    headTime: Duration? = nil,
    _ body: (StreamedResponse) throws -> T
  ) throws -> T {
    var request = request
    var upload = upload
    for _ in 0...max(0, request.maxRedirects) {
      var next: ClientRequest?
      let result = try exchange(request, upload, headTime: headTime) { response -> T? in
        next = try redirect(request, upload, response)
        return next == nil ? try body(response) : nil
      }
      if let result { return result }
      guard let next else { break }
      request = next
      upload = .bytes(next.body)
    }
    throw HTTPError.tooManyRedirects(limit: request.maxRedirects)
  }

  /// Where the answer leads; nil if it is to be taken as it is.
  private func redirect(
    _ request: ClientRequest,
    _ upload: Upload,
    _ response: StreamedResponse
  ) throws -> ClientRequest? {
    guard request.maxRedirects > 0,
      let next = try request.redirected(by: response.status, response.headers)
    else { return nil }
    guard upload.isRepeatable || next.method == .get else { return nil }
    // A short body is read, so that the connection can be kept.
    _ = try? response.read(limit: 64 << 10)
    return next
  }
}

// MARK: - Connections

extension HTTPClient {
  /// One request and its answer, on a connection of the pool's.
  private func exchange<T>(
    _ request: ClientRequest,
    _ upload: Upload,
    headTime: Duration?,
    _ body: (StreamedResponse) throws -> T
  ) throws -> T {
    let origin = request.url.origin
    try pool.enter(origin)
    defer { pool.leave(origin) }
    let (connection, head) = try inTime(headTime, request) {
      try begin(request, upload)
    }
    let source = ResponseSource(of: connection, head.framing)
    defer {
      if !source.hasEnded { _ = try? skip(source) }
      source.end()
      pool.give(back: connection)
    }
    return try body(StreamedResponse(head, source, request))
  }

  private func inTime<T>(
    _ limit: Duration?,
    _ request: ClientRequest,
    _ body: () throws -> T
  ) throws -> T {
    // A limit that the program sets itself, where it writes a body, has the error that it expects.
    var isOfBody = false
    do {
      return try withTimeout(limit) {
        do { return try body() } catch let error as GenTimeoutError {
          isOfBody = true
          throw error
        }
      }
    } catch let error as GenTimeoutError where !isOfBody {
      throw HTTPError.timeout(.response, limit: error.limit, peer: .server(request.url.origin))
    }
  }

  /// An answer without a body is at its end before anybody has asked.
  private func skip(_ source: ResponseSource) throws {
    if source.length == 0 { _ = try source.nextPart() }
  }

  /// Sends the request on a kept connection, or else on a new one.
  private func begin(
    _ request: ClientRequest,
    _ upload: Upload
  ) throws -> (ClientConnection, ResponseHead) {
    if let kept = try pool.take(request.url.origin) {
      do { return (kept, try exchange(request, upload, on: kept)) } catch {
        let mayRepeat = request.method.isIdempotent && upload.isRepeatable && !kept.hasHeard
        guard mayRepeat, !(error is CancellationError),
          (error as? HTTPError)?.blame != .caller
        else { throw error }
      }
    }
    let new = try ClientConnection(to: request.url.origin, limits: request.limits)
    return (new, try exchange(request, upload, on: new))
  }

  private func exchange(
    _ request: ClientRequest,
    _ upload: Upload,
    on connection: ClientConnection
  ) throws -> ResponseHead {
    do {
      return try connection.exchange(request, upload, keepsAlive: pool.keepsAny)
    } catch {
      connection.close()
      throw error
    }
  }
}

extension HTTPRequest.Method {
  /// Whether doing it twice is as doing it once (RFC 9110, 9.2.2).
  fileprivate var isIdempotent: Bool {
    [.get, .head, .put, .delete, .options, .trace].contains(self)
  }
}
