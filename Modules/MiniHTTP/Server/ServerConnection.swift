import HTTPTypes
import Logging
import Reactor

/// One connection of a server.
///
/// While it is quiet, it is not much more than its stream and the time until which the client may be silent:
/// no fibre, no buffers. What arrives begins a ``Conversation``, which lasts until there is nothing to be
/// read or said.
final class ServerConnection: StreamReceiver {
  /// What it does.
  private enum Phase {
    /// Waits for a request.
    case quiet
    case talking(Conversation)
    /// Waits for a refused client to see its answer and to close.
    case lingering
    case closed
  }

  let stream: TCPStream
  let core: ServerCore
  private var phase = Phase.quiet
  /// What the client is waited for, and until which step of the watch.
  private var patience: (deadline: HTTPError.Deadline, end: Int) = (.idle, .max)
  /// The client's address, asked for once.
  private(set) lazy var peerAddress =
    (try? stream.peerAddress) ?? SocketAddress(host: "0.0.0.0", port: 0)

  init(_ stream: TCPStream, _ core: ServerCore) {
    self.stream = stream
    self.core = core
  }

  /// Begins to listen to the client.
  func start() throws {
    expect(.idle)
    try stream.startReceiving(self)
  }

  /// Ends it, whatever it does; a handler that is under way is cancelled.
  func close() {
    if case .closed = phase { return }
    let last = phase
    phase = .closed
    if case .talking(let conversation) = last { conversation.connectionClosed() }
    stream.close()
    core.onEnd(self)
  }

  /// Ends it after the exchange in progress, at once if there is none.
  func finish() {
    guard case .talking(let conversation) = phase, conversation.finish() else { return close() }
  }
}

// MARK: - What arrives

extension ServerConnection {
  func receive(_ bytes: Span<UInt8>) {
    switch phase {
    case .quiet:
      let conversation = Conversation(self)
      phase = .talking(conversation)
      conversation.receive(bytes)
    case .talking(let conversation): conversation.receive(bytes)
    case .lingering, .closed: break
    }
  }

  func receiveEnd(_ error: ReactorError?) {
    switch phase {
    case .talking(let conversation): conversation.receiveEnd(error)
    case .quiet, .lingering, .closed: close()
    }
  }
}

// MARK: - What a conversation says

extension ServerConnection {
  /// All that came is answered: the connection waits for the next request.
  func becomeQuiet() {
    guard case .talking = phase else { return }
    phase = .quiet
    expect(.idle)
  }

  /// The client has been told that this is the end.
  ///
  /// Were the connection closed on bytes on their way, the answer might be lost with them. So only
  /// our side is closed now, and the client has a moment to do the same (RFC 9112, 9.6).
  func linger() {
    guard case .talking = phase, (try? stream.startShutdownOfWriting()) != nil,
      (try? stream.resumeReceiving()) != nil
    else { return close() }
    phase = .lingering
    patience = (.idle, core.watch.endOfLingering)
  }
}

// MARK: - Deadlines

extension ServerConnection {
  /// From now on the client is waited for, as long as `deadline` lets it.
  ///
  /// - Parameters:
  ///   - deadline: What is waited for.
  ///   - goesOn: Whether it is not begun anew if it runs already: a head has one for all of its reads.
  func expect(_ deadline: HTTPError.Deadline, goesOn: Bool = false) {
    if goesOn, patience.deadline == deadline, patience.end != .max { return }
    patience = (deadline, core.watch.end(of: deadline))
  }

  /// No deadline holds any more.
  func stopWaiting() {
    patience.end = .max
  }

  /// Ends the present wait if it has lasted too long.
  func expire(at tick: Int) {
    guard tick >= patience.end else { return }
    patience.end = .max
    guard case .talking(let conversation) = phase else { return close() }
    conversation.expire(patience.deadline)
  }
}
