/// The calls of a ``HeapThread`` and its life, as a value: events in, answers out, no threads.
///
/// The phases, and what happens in each:
/// - `unborn`: no thread yet; the first thing that is accepted asks for it.
/// - `settingUp`: the thread runs `onSetup`; what is accepted waits.
/// - `working`: the thread takes what is accepted in order, and sleeps when there is nothing.
/// - `tearingDown`: the thread runs `onShutdown`, or set-up failed; jobs are still taken.
/// - `ended`: nobody takes anything any more.
///
/// Calls are accepted until there is a `refusal`: the thread was closed, or set-up failed. Jobs are taken
/// until the thread has ended, and then the one who brings them has to run them.
///
/// With a limit, the first `limit` calls that wait have a place in the queue; those behind them wait for
/// room, in the same line, so that they are never out of order.
///
/// Whatever is accepted is handed out exactly once: by ``take(into:)`` to the thread, by ``withdraw(_:)`` to
/// its caller, or by ``close(immediately:as:)`` or ``setUpFailed(_:)`` to be refused.
struct CallQueue<Call> {
  typealias Line = CallLine<Call>

  /// What becomes of a call.
  enum Admission {
    case accepted(Line.Ticket, then: Signal)
    case refused(HeapThreadError)
  }

  /// What the one who brought it is to do.
  enum Signal {
    case nothing
    case startThread
    case wakeThread
  }

  /// What the thread is to do.
  enum Step {
    /// Run what it has taken.
    case run
    case sleep
    case tearDown
    case end
  }

  private enum Phase {
    case unborn
    case settingUp
    case working
    case tearingDown
    case ended
  }

  /// How many calls have a place; nil: any number.
  let limit: Int?
  private var phase = Phase.unborn
  private var refusal: HeapThreadError?
  private var isAsleep = false
  private var line = Line()

  init(limit: Int?) {
    self.limit = limit
  }

  /// Whether calls are accepted.
  var isOpen: Bool { refusal == nil }

  /// How many calls wait here.
  var waiting: Int { line.calls }

  var isUnborn: Bool { phase == .unborn }

  var hasEnded: Bool { phase == .ended }
}

// MARK: - Callers

extension CallQueue {
  /// Queues a call, or says why not.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - isPatient: Whether it waits for room; else it is refused where there is none.
  /// - Returns: The call's ticket and what its caller has to do, or the refusal.
  mutating func accept(_ call: Call, isPatient: Bool = true) -> Admission {
    if let refusal { return .refused(refusal) }
    if let limit, !isPatient, waiting >= limit { return .refused(.full(limit: limit)) }
    let ticket = line.append(.init(call: call, isJob: false))
    return .accepted(ticket, then: begins() ? .startThread : wakes() ? .wakeThread : .nothing)
  }

  /// Queues a job of a thread that has been started.
  ///
  /// - Returns: Whether to wake the thread; nil when it has ended, and with it whoever could take the job.
  mutating func acceptJob(_ job: Call) -> Bool? {
    guard phase != .ended else { return nil }
    _ = line.append(.init(call: job, isJob: true))
    return wakes()
  }

  /// Takes a call back that still waits; nil if it does not.
  mutating func withdraw(_ ticket: Line.Ticket) -> Call? {
    line.withdraw(ticket)
  }

  /// Accepts no more calls.
  ///
  /// - Returns: The calls to be refused with `reason`: all that wait if `immediately`, else those that
  ///   still had no place. And whether to wake the thread.
  mutating func close(immediately: Bool, as reason: HeapThreadError) -> (
    refused: [Call], wakes: Bool
  ) {
    refusal = refusal ?? reason
    if phase == .unborn { phase = .ended }
    return (line.removeCalls(after: immediately ? 0 : limit ?? waiting), wakes())
  }

  private mutating func wakes() -> Bool {
    defer { isAsleep = false }
    return isAsleep
  }
}

// MARK: - The thread

extension CallQueue {
  /// Whether the thread has to be started now; once.
  mutating func begins() -> Bool {
    guard phase == .unborn else { return false }
    phase = .settingUp
    return true
  }

  mutating func setUpSucceeded() {
    phase = .working
  }

  /// - Returns: The calls to be refused with the error.
  mutating func setUpFailed(_ error: any Error) -> [Call] {
    refusal = .setupFailed(error)
    phase = .tearingDown
    return line.removeCalls()
  }

  /// Gives the thread what it is to run next, into `taken`, which is empty: all that waits, or with a limit
  /// one call at a time, since a call has its place until its turn comes.
  mutating func take(into taken: inout Line) -> Step {
    if limit == nil, !line.isEmpty {
      line.move(to: &taken)
      return .run
    }
    if line.moveFirst(to: &taken) { return .run }
    switch phase {
    case .working where isOpen, .unborn, .settingUp:
      isAsleep = true
      return .sleep
    case .working:
      phase = .tearingDown
      return .tearDown
    case .tearingDown, .ended:
      phase = .ended
      return .end
    }
  }
}

extension CallQueue: Sendable where Call: Sendable {}
