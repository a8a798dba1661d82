public import Reactor

/// A client that keeps connections, for async code: any task may use it.
///
/// ```swift
/// let client = try SharedHTTPClient()
/// let response = try await client.send(ClientRequest("http://127.0.0.1:8080/"))
/// await client.close()
/// ```
///
/// It is an ``HTTPClient`` that lives on a loop; cancelling the task cancels its request there.
public final class SharedHTTPClient: Sendable {
  private let reactor: Reactor
  private let client: LoopBound<HTTPClient>

  /// A client without connections.
  ///
  /// - Parameters:
  ///   - reactor: Where it lives; by default on the loop that the whole process shares.
  ///   - maxConnectionsPerOrigin: How many connections to one server there may be; who needs another has
  ///     to wait.
  ///   - maxIdlePerOrigin: How many of them may wait for a next request; with 0, none is kept.
  ///   - idleTime: How long one waits.
  /// - Throws: `ReactorError.system` where there is no shared loop to be had.
  public init(
    on reactor: Reactor? = nil,
    maxConnectionsPerOrigin: Int = 64,
    maxIdlePerOrigin: Int = 8,
    idleTime: Duration = .seconds(60)
  ) throws {
    self.reactor = try reactor ?? Reactor.shared
    let client = HTTPClient(
      maxConnectionsPerOrigin: maxConnectionsPerOrigin,
      maxIdlePerOrigin: maxIdlePerOrigin,
      idleTime: idleTime
    )
    self.client = LoopBound(client, of: self.reactor)
  }

  /// Sends a request and waits for the whole answer; see ``HTTPClient/send(_:)``.
  ///
  /// - Throws: As there; `ReactorError.closed` when the loop has ended.
  @discardableResult
  public func send(_ request: ClientRequest) async throws -> ClientResponse {
    try await reactor.run(name: "http request") { [client] in try client.value.send(request) }
  }

  /// Closes the connections that wait for a next request; later ones are not kept any more.
  public func close() async {
    try? await reactor.run(name: "http close") { [client] in client.value.close() }
  }
}
