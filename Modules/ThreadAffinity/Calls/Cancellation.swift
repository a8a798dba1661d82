import Reactor

/// The cancellation of a call, which may come before the call has its ticket, and from any thread.
final class Cancellation: Sendable {
  private enum State {
    case none
    case cancelled
    case submitted(Worker.Ticket)
  }

  private let state = Guarded(State.none)
  private let worker: Worker
  private let checkpoint: Checkpoint?

  init(of worker: Worker, _ checkpoint: Checkpoint?) {
    self.worker = worker
    self.checkpoint = checkpoint
  }

  /// The call is in the queue.
  func submitted(_ ticket: Worker.Ticket) {
    let wasCancelled = state.withLock { state in
      defer { state = .submitted(ticket) }
      return if case .cancelled = state { true } else { false }
    }
    if wasCancelled { worker.cancel(ticket) }
  }

  func cancel() {
    checkpoint?.cancel()
    let ticket: Worker.Ticket? = state.withLock { state in
      if case .submitted(let ticket) = state { return ticket }
      state = .cancelled
      return nil
    }
    if let ticket { worker.cancel(ticket) }
  }
}
