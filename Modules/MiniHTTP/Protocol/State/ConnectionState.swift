/// What may happen on a connection, and when it can be used again.
///
/// It does no I/O: whoever does tells it what has happened, and does what it answers.
///
/// The rules, for either role:
///
/// 1. An exchange has two halves, the request and the response. Each goes
///    `idle -> body -> done`; a head takes it from `idle` to `body`, also where there is no body.
/// 2. The response begins after the request's head, and may end before the request does
///    (RFC 9112, 7.5 and 9.3). Interim responses come before its head (RFC 9110, 15.2).
/// 3. `100 Continue` is sent once, when the body is wanted, and if the client waits for it. A final
///    response sent instead leaves open whether the body comes, so the connection closes
///    (RFC 9110, 10.1.1).
/// 4. When both halves are done, and both sides keep the connection alive, the next exchange begins
///    (RFC 9112, 9.3); else the connection closes.
/// 5. A response that is done before its request: a server reads the rest, a client gives up sending it
///    and closes.
/// 6. After an error nothing more is read. A server that has not begun its response may send one that
///    says so; then the connection closes.
/// 7. Shutting down: an exchange that has begun is ended, and none begins.
///
/// Pipelined requests need no rule: the next is not read before rule 4 says so.
struct ConnectionState {
  /// Whose state this is.
  enum Role {
    case server
    case client
  }

  /// A half of an exchange.
  enum Half {
    case idle
    case body
    case done
  }

  /// The connection as a whole.
  enum Phase {
    /// Exchanges happen.
    case open
    /// The present exchange is the last.
    case closing
    /// An error has happened; at most an answer to it is sent.
    case failed
    case closed
  }

  /// Whether the client waits before it sends its body.
  private enum Continuation {
    case none
    case awaited
    case sent
  }

  /// What to do after a half has ended.
  enum Action: Equatable {
    /// Go on with the other half.
    case proceed
    /// Read the rest of the request, or close if it is much.
    case drainRequest
    /// Begin the next exchange.
    case nextExchange
    case close
  }

  let role: Role
  private(set) var phase = Phase.open
  private(set) var request = Half.idle
  private(set) var response = Half.idle
  private var continuation = Continuation.none

  init(_ role: Role) {
    self.role = role
  }

  /// Whether no exchange is under way.
  var isIdle: Bool { request == .idle && response == .idle && phase == .open }
}

// MARK: - The request

extension ConnectionState {
  /// A request's head was read or sent.
  ///
  /// - Parameters:
  ///   - keepsAlive: Whether the client lets the connection live on.
  ///   - expectsContinue: Whether it waits before it sends the body.
  /// - Throws: ``HTTPError/outOfOrder(_:)`` while another exchange is under way.
  mutating func requestHead(
    keepsAlive: Bool,
    expectsContinue: Bool = false
  ) throws(HTTPError) {
    guard isIdle else { throw .outOfOrder("a request") }
    request = .body
    continuation = expectsContinue ? .awaited : .none
    if !keepsAlive { phase = .closing }
  }

  /// The request's body is about to be read.
  ///
  /// - Returns: Whether `100 Continue` has to be sent first.
  mutating func requestBodyWanted() throws(HTTPError) -> Bool {
    guard request == .body, phase == .open || phase == .closing else {
      throw .outOfOrder("reading a body")
    }
    guard continuation == .awaited, response == .idle else { return false }
    continuation = .sent
    return true
  }

  /// The request is complete.
  mutating func requestEnd() throws(HTTPError) -> Action {
    guard request == .body else { throw .outOfOrder("the end of a request") }
    request = .done
    return afterHalf()
  }
}

// MARK: - The response

extension ConnectionState {
  /// An interim response was read or is to be sent.
  mutating func interimResponse() throws(HTTPError) {
    guard request != .idle, response == .idle else { throw .outOfOrder("an interim response") }
  }

  /// A response's head was read or is to be sent.
  ///
  /// - Parameter keepsAlive: Whether the server lets the connection live on.
  /// - Returns: Whether the connection lives on; where it does not, the head says so
  ///   (RFC 9112, 9.6).
  /// - Throws: ``HTTPError/outOfOrder(_:)`` without a request, or for a second response.
  mutating func responseHead(keepsAlive: Bool) throws(HTTPError) -> Bool {
    let isAnswerToError = phase == .failed && role == .server
    guard response == .idle, request != .idle || isAnswerToError, phase != .closed else {
      throw .outOfOrder("a response")
    }
    response = .body
    let isBodyUnknown = continuation == .awaited && request == .body
    if phase == .open, !keepsAlive || isBodyUnknown { phase = .closing }
    return phase == .open
  }

  /// The response is complete.
  mutating func responseEnd() throws(HTTPError) -> Action {
    guard response == .body else { throw .outOfOrder("the end of a response") }
    response = .done
    return afterHalf()
  }
}

// MARK: - The connection

extension ConnectionState {
  /// A rule was broken, by either side, or a deadline has passed.
  ///
  /// - Returns: Whether a response can still say so.
  mutating func failed() -> Bool {
    guard phase != .closed else { return false }
    phase = .failed
    return role == .server && response == .idle
  }

  /// No exchange is to begin any more.
  ///
  /// - Returns: Whether to close at once.
  mutating func shutDown() -> Bool {
    guard phase == .open else { return phase == .closed }
    let wasIdle = isIdle
    phase = wasIdle ? .closed : .closing
    return wasIdle
  }

  /// The connection is closed.
  mutating func closed() {
    phase = .closed
  }

  private mutating func afterHalf() -> Action {
    switch (request, response) {
    case (_, .done) where phase != .open: return close()
    case (.done, .done): return next()
    case (.body, .done): return role == .server ? .drainRequest : close()
    default: return .proceed
    }
  }

  private mutating func next() -> Action {
    request = .idle
    response = .idle
    continuation = .none
    return .nextExchange
  }

  private mutating func close() -> Action {
    phase = .closed
    return .close
  }
}
