import HTTPTypes
import Logging
import Reactor

/// Requests of one connection and their responses, from the first byte until there is nothing left to be
/// read or said.
///
/// It has a fibre, one of the ``WorkerPool``'s, while there is a request to be answered; while it waits for
/// the rest of a head it has none. What may happen when is the business of ``ConnectionState``; this does
/// it.
final class Conversation {
  /// Whether it has a fibre.
  private enum Service {
    case none
    /// It is in the pool's queue.
    case awaited
    case running
  }

  let connection: ServerConnection
  var core: ServerCore { connection.core }
  var stream: TCPStream { connection.stream }
  let memory: ConversationMemory
  /// How long the present request's body is, if that is known.
  var bodyLength: Int?
  /// The error of the deadline that has passed.
  private(set) var lateness: HTTPError?
  /// Whether the client has ended its side, or the connection broke.
  private(set) var hasEnded = false
  /// Whether the present exchange, or the next where there is none, is the last.
  private(set) var isLast = false
  /// Whether somebody works for the client right now, and is to be told when it goes away.
  var isAnswering = false
  private var service = Service.none
  /// Whether a fibre works for it.
  var isServed: Bool { service == .running }
  private var scope: CancelScope?
  private var reader: Parking?
  private var isPaused = false

  init(_ connection: ServerConnection) {
    self.connection = connection
    memory = connection.core.lend()
  }
}

// MARK: - What arrives

extension Conversation {
  /// How much is kept of what nobody has asked for yet; then the client has to wait.
  private static let highWater = 256 << 10

  func receive(_ bytes: Span<UInt8>) {
    memory.parser.receive(bytes)
    if memory.parser.waiting >= Conversation.highWater, !isPaused {
      isPaused = true
      stream.pauseReceiving()
    }
    askForService()
    wakeReader()
  }

  /// The client has ended its side: who works for it is cancelled, since it is taken to be gone.
  func receiveEnd(_ error: ReactorError?) {
    hasEnded = true
    if let error { core.logger.debug("connection broke: \(error)") }
    memory.parser.receiveEnd()
    guard service != .none else { return connection.close() }
    // A reader is to learn that the message is incomplete, not that it was cancelled.
    wakeReader()
    if isAnswering { scope?.cancel() }
  }

  /// Waits until more has arrived, or the end.
  func waitForInput(_ deadline: HTTPError.Deadline) throws {
    try flush()
    if isPaused {
      isPaused = false
      try stream.resumeReceiving()
    }
    guard !hasEnded else { return }
    connection.expect(deadline)
    defer { connection.stopWaiting() }
    try orExpired { try Fiber.park { reader = $0 } }
  }

  /// Whatever ends a wait because of a deadline is the deadline's error.
  func orExpired<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch is CancellationError {
      throw lateness ?? CancellationError()
    }
  }

  private func wakeReader() {
    reader?.unpark()
    reader = nil
  }
}

// MARK: - Its fibre

extension Conversation {
  /// How many requests are answered before other connections have their turn.
  private static let turn = 32

  /// Runs on a fibre while there are requests to be answered.
  func serve(_ scope: CancelScope) {
    guard !stream.isClosed else { return }
    service = .running
    self.scope = scope
    defer { self.scope = nil }
    do {
      if let lateness { throw lateness }
      connection.stopWaiting()
      var count = 0
      while count < Conversation.turn, let head = try nextHead() {
        guard try exchange(head) else { return try endWell() }
        count += 1
      }
      try flush()
      service = .none
      rest(isDone: count < Conversation.turn)
    } catch {
      conclude(error)
    }
  }

  private func askForService() {
    guard service == .none else { return }
    service = .awaited
    core.workers.serve(self)
  }

  /// Has no fibre from now on, until more has come.
  private func rest(isDone: Bool) {
    guard isDone else { return askForService() }
    if hasEnded || isLast { return connection.close() }
    guard memory.parser.isIdle else { return connection.expect(.head, goesOn: true) }
    connection.becomeQuiet()
    core.takeBack(memory)
  }

  private func nextHead() throws(HTTPError) -> RequestHead? {
    switch try memory.parser.next() {
    case .head(let head): return head
    case nil: return nil
    default: throw .outOfOrder("a body without a head")
    }
  }
}

// MARK: - The end

extension Conversation {
  /// The deadline has passed; without a fibre it gets one, to say so.
  func expire(_ deadline: HTTPError.Deadline) {
    let limit = core.limits.time(for: deadline)
    lateness = .timeout(deadline, limit: limit, peer: .client(connection.peerAddress))
    scope?.cancel()
    askForService()
  }

  /// Lets the exchange in progress be the last.
  ///
  /// - Returns: Whether there is one.
  func finish() -> Bool {
    guard service != .none else { return false }
    isLast = true
    if !memory.state.isIdle { _ = memory.state.shutDown() }
    return true
  }

  /// Whoever works for the client is told that there is none any more.
  func connectionClosed() {
    memory.state.closed()
    scope?.cancel()
    wakeReader()
  }

  /// The last response has been said.
  private func endWell() throws {
    try flush()
    memory.state.request == .body ? connection.linger() : connection.close()
  }

  /// Tells the client what was wrong, if it can still be told.
  private func conclude(_ error: any Error) {
    guard let error = error as? HTTPError, error.isAnswered, memory.state.failed()
    else {
      core.logger.debug("connection ended: \(error)")
      return connection.close()
    }
    core.logger.debug("refused: \(error)")
    let encoder = ResponseEncoder(method: .get, version: .http11)
    do {
      _ = try send(Response(error), encoder, nil)
      try flushNow()
      connection.linger()
    } catch {
      connection.close()
    }
  }
}

extension HTTPError {
  /// Whether a client that does this is there to be told.
  fileprivate var isAnswered: Bool {
    switch self {
    case .incompleteMessage, .timeout(.idle, _, _), .timeout(.write, _, _): false
    default: blame != .caller
    }
  }
}
