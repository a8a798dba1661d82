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
///   try child.join()
/// }
/// ```
///
/// A fibre belongs to the thread of its reactor, so it is not `Sendable`.
public final class Fiber {
  /// What the fibre is doing, as the scheduler sees it.
  enum State {
    case ready
    case running
    case parked
    /// Parked, and a cancellation does not end the wait.
    case parkedFirmly
    case ended
  }

  /// Who ended the last wait.
  enum Wake {
    case unparked
    case cancelled
  }

  /// The name given to ``spawn(name:stack:priority:_:)``, for logs and reports.
  public let name: String
  /// The loop that it belongs to, for as long as it has not ended.
  let home: UnownedScheduler
  /// Where the fibre goes when it can run: the scheduler's queue of its priority.
  var line: ReadyQueue
  // What waking and going on look at side by side (see `UnownedFiber.fetch()`): 100,000 fibres are as many
  // cold objects.
  private var strand: Strand
  private var state = State.ready
  private var wake = Wake.unparked
  /// Whether a wait would throw now.
  ///
  /// Kept, since each wait asks.
  var isCancellationDue = false
  /// Whether ``cancel()`` was called: the outermost scope, so to say.
  var wasCancelled = false
  /// Counts the waits, so that a ``Parking`` of an earlier one has no effect.
  private var turn: UInt64 = 0
  /// The wait that was ended when a cancellation had woken the fibre already.
  private var missedTurn: UInt64 = 0
  private var body: FiberBody
  /// Where the fibre waits, if that is in a list.
  private var queue = WaitingPlace.none
  /// What the fibre that waits shows to who wakes it; see ``HandOver``.
  var place: StackPlace?
  /// The neighbours in the list in which the fibre waits.
  var previous: UnownedFiber?
  var next: UnownedFiber?
  /// The neighbours among the live ones.
  var newer: UnownedFiber?
  var older: UnownedFiber?
  /// Who waits for the end.
  private var joiners = FiberList()
  /// The innermost cancel scope that the fibre is in.
  var scope: CancelScope?
  /// Told when the fibre, or a scope that it is in, is cancelled; innermost last.
  var cancellationHandlers: [() -> Void] = []

  init(
    name: String,
    scheduler: Scheduler,
    line: ReadyQueue,
    stack: StackSize,
    body: FiberBody
  ) {
    strand = Strand(stack)
    self.name = name
    home = UnownedScheduler(scheduler)
    self.line = line
    self.body = body
  }

  /// Whether the body has returned.
  public var hasEnded: Bool { state == .ended }
}

// MARK: - Run by the scheduler

extension Fiber {
  /// Is what `work` is to run on.
  func take(_ work: consuming FiberWork) {
    work.go(on: self)
    if work.isCancelledEarly { cancel() }
    body = .work(work)
  }

  /// The bottom of the fibre's stack.
  func run() {
    let body = body
    self.body = .nothing
    body.run()
  }

  /// See ``Strand/fetch()``.
  @inline(__always)
  func fetchStack() { strand.fetch() }

  /// See ``Strand/fetchFrames()``.
  @inline(__always)
  func fetchFrames() { strand.fetchFrames() }

  @inline(__always)
  func proceed() -> Strand.Departure {
    state = .running
    // A copy: an access to the property must not last as long as the fibre runs.
    var strand = strand
    let departure = strand.proceed()
    self.strand = strand
    return departure
  }

  func end() {
    state = .ended
    strand.free()
    while let joiner = joiners.first { joiner.with { $0.wakeInLot() } }
  }
}

// MARK: - Waiting

extension Fiber {
  /// Leaves the thread to others until the wait is ended; tells by whom.
  func suspend(cancellable: Bool, _ register: (Parking) -> Void) -> Wake {
    turn &+= 1
    state = cancellable ? .parked : .parkedFirmly
    register(Parking(fiber: self, turn: turn))
    Strand.suspend()
    return wake
  }

  /// Goes on, firmly, with a wait that a cancellation has interrupted, until it is unparked.
  func suspendAgain() {
    guard missedTurn != turn else { return }
    state = .parkedFirmly
    Strand.suspend()
  }

  /// Leaves the thread to others until the lot wakes it; tells by whom the wait was ended.
  func suspend(in lot: ParkingLot, cancellable: Bool) -> Wake {
    turn &+= 1
    state = cancellable ? .parked : .parkedFirmly
    lot.add(self)
    queue = WaitingPlace(lot)
    Strand.suspend()
    return wake
  }

  /// Waits until `other` has ended.
  func suspend(untilEndOf other: Fiber, cancellable: Bool) -> Wake {
    turn &+= 1
    state = cancellable ? .parked : .parkedFirmly
    other.joiners.append(self)
    queue = WaitingPlace(endOf: other)
    Strand.suspend()
    return wake
  }

  /// Goes to the end of the ready queue.
  @inline(__always)
  func requeue() {
    turn &+= 1
    state = .ready
    line.append(self)
    Strand.suspend()
  }

  /// Has the loop look at its sockets, and goes to the end of the ready queue then: the turn of others,
  /// without being a wait that can be cancelled.
  func giveWay() {
    turn &+= 1
    state = .ready
    Strand.giveWay()
  }
}

// MARK: - Waking

extension Fiber {
  func isParked(turn: UInt64) -> Bool {
    self.turn == turn && (state == .parked || state == .parkedFirmly)
  }

  func wake(turn: UInt64, by cause: Wake) -> Bool {
    guard isParked(turn: turn) else {
      // A late call for an earlier wait must not hide that this one is over.
      if turn == self.turn { missedTurn = turn }
      return false
    }
    wake(by: cause)
    return true
  }

  /// Ends the wait in a list.
  func wakeInLot() {
    leaveQueue()
    wake(by: .unparked)
  }

  /// Called when a scope around the fibre's present wait was cancelled.
  func wakeForCancellation() {
    guard state == .parked else { return }
    leaveQueue()
    wake(by: .cancelled)
  }

  private func wake(by cause: Wake) {
    state = .ready
    wake = cause
    line.append(self)
  }

  private func leaveQueue() {
    queue.remove(self) { $0.joiners.remove(self) }
    queue = .none
  }
}
