/// A computation that can stop in the middle and go on later: a stack of its own on a reactor's
/// thread.
///
/// Code on a fibre is plain synchronous Swift. Where it has to wait, it *parks*: its stack stays as
/// it is, the thread runs other fibres, and the call returns when there is something to return.
///
/// ```swift
/// try Reactor.run {
///   let child = try Fiber.spawn(name: "ticker") {
///     while (try? Fiber.sleep(for: .seconds(1))) != nil { print("tick") }
///   }
///   try Fiber.sleep(for: .seconds(3))
///   child.cancel()
///   child.join()
/// }
/// ```
///
/// A fibre belongs to the thread of its reactor, so it is not `Sendable`.
public final class Fiber {
  /// What the fibre is doing, as the scheduler sees it.
  enum State {
    case ready
    case running
    case parked(cancellable: Bool)
    case ended
  }

  /// Who ended the last wait.
  enum Wake {
    case unparked
    case cancelled
  }

  /// The name given to ``spawn(name:stack:_:)``, for logs and reports.
  public let name: String
  let scheduler: Scheduler
  private var strand: Strand?
  private var body: (() -> Void)?
  private(set) var state: State = .ready
  /// Counts the waits, so that an ``Parking`` of an earlier one has no effect.
  private var turn: UInt64 = 0
  private var wake: Wake = .unparked
  private var joiners: [Parking] = []
  /// The innermost cancel scope that the fibre is in.
  var scope: CancelScope?
  /// Whether ``cancel()`` was called: the outermost scope, so to say.
  var wasCancelled = false
  /// Told when the fibre, or a scope that it is in, is cancelled; innermost last.
  var cancellationHandlers: [() -> Void] = []
  /// Whether a wait would throw now.
  ///
  /// Kept, since each wait asks.
  var isCancellationDue = false

  init(name: String, scheduler: Scheduler, body: @escaping () -> Void) {
    self.name = name
    self.scheduler = scheduler
    self.body = body
  }

  /// Whether the body has returned.
  public var hasEnded: Bool {
    if case .ended = state { true } else { false }
  }
}

// MARK: - Run by the scheduler

extension Fiber {
  func prepare(stack: StackSize) throws(ReactorError) {
    strand = try Strand(for: self, stack: stack)
  }

  /// The bottom of the fibre's stack.
  func run() {
    body?()
    body = nil
  }

  func proceed() -> Strand.Departure {
    state = .running
    // Invariant: an ended fibre is in no queue, so a queued one has its stack.
    guard let departure = strand?.proceed() else { fatalError("a fibre without a stack ran") }
    return departure
  }

  func end() {
    state = .ended
    strand = nil
    for joiner in joiners { joiner.unpark() }
    joiners = []
  }
}

// MARK: - Parking

extension Fiber {
  /// Leaves the thread to others until the wait is ended; tells by whom.
  func suspend(cancellable: Bool, _ register: (Parking) -> Void) -> Wake {
    turn &+= 1
    state = .parked(cancellable: cancellable)
    register(Parking(fiber: self, turn: turn))
    Strand.suspend()
    return wake
  }

  func isParked(turn: UInt64) -> Bool {
    if case .parked = state { self.turn == turn } else { false }
  }

  func wake(turn: UInt64, by cause: Wake) -> Bool {
    guard isParked(turn: turn) else { return false }
    state = .ready
    wake = cause
    scheduler.enqueue(self)
    return true
  }

  /// Called when a scope around the fibre's present wait was cancelled.
  func wakeForCancellation() {
    guard case .parked(cancellable: true) = state else { return }
    _ = wake(turn: turn, by: .cancelled)
  }

  /// Goes to the end of the queue.
  func requeue() {
    turn &+= 1
    state = .ready
    scheduler.enqueue(self)
    Strand.suspend()
  }

  func addJoiner(_ parking: Parking) {
    joiners.append(parking)
  }
}
