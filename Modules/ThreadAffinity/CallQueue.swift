/// The calls of a ``HeapThread`` and its life, as a value: events in, answers out, no threads.
///
/// The states, and what a call meets in each:
/// - `starting`: set-up has not ended; calls are queued.
/// - `running`: calls are queued, and the thread takes them in order.
/// - `closing`: calls are refused; those that are queued still run, or are handed back at once
///   (``close(immediately:)``).
/// - `failed`: set-up threw; calls are refused with its error, and the queued ones handed back.
/// - `closed`: calls are refused.
///
/// Whatever is accepted is handed out exactly once: by ``next()`` to be run, or by ``close(immediately:)``
/// or ``setUpFailed(_:)`` to be refused.
struct CallQueue<Call> {
  private enum State {
    case starting
    case running
    case closing
    case failed(any Error)
    case closed
  }

  /// What the thread is to do.
  enum Step {
    case run(Call)
    case wait
    case end
  }

  private var state = State.starting
  private var calls: [Call] = []

  /// Queues a call, or says why it is refused.
  mutating func accept(_ call: Call) -> HeapThreadError? {
    switch state {
    case .starting, .running:
      calls.append(call)
      return nil
    case .failed(let error): return .setupFailed(error)
    case .closing, .closed: return .closed
    }
  }

  mutating func setUpSucceeded() {
    if case .starting = state { state = .running }
  }

  /// - Returns: The calls to be refused with the error.
  mutating func setUpFailed(_ error: any Error) -> [Call] {
    state = .failed(error)
    defer { calls = [] }
    return calls
  }

  mutating func next() -> Step {
    if !calls.isEmpty { return .run(calls.removeFirst()) }
    if case .closing = state {
      state = .closed
      return .end
    }
    return .wait
  }

  /// - Returns: The calls to be refused.
  mutating func close(immediately: Bool) -> [Call] {
    switch state {
    case .starting, .running: state = .closing
    case .closing, .failed, .closed: break
    }
    guard immediately else { return [] }
    defer { calls = [] }
    return calls
  }

  /// Whether `close(immediately: true)` or a failure has refused what was queued.
  var isOpen: Bool {
    switch state {
    case .starting, .running: true
    case .closing, .failed, .closed: false
    }
  }
}
