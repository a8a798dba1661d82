import Reactor
import Synchronization

/// The thread behind a ``HeapThread``, and the queue in front of it.
///
/// Two locks: callers come in by `shared`, and what the thread has taken to run next lies behind `taken`, where
/// only cancellations and closes ever look; so callers and the thread meet once for many calls. Who needs both
/// takes `taken` first.
///
/// It does not keep its owner, so that a dropped one can be noticed: only for its set-up, and from a close to
/// its end. Calls keep it while they are on their way.
final class Worker: Sendable {
  typealias Queue = CallQueue<HeapItem>
  typealias Ticket = CallLine<HeapItem>.Ticket

  private struct Shared {
    var queue: Queue
    var owner: HeapThread?
    var interruption: HeapThreadError?
    var endWaiters: [@Sendable () -> Void] = []
  }

  let name: String
  private let shared: Guarded<Shared>
  private let taken = Guarded(CallLine<HeapItem>())
  private let bell = Bell()
  private let thread = ThreadIdentity()
  private let afterEnd = AfterClose()

  init(name: String, queueLimit: Int?) {
    self.name = name
    shared = Guarded(Shared(queue: Queue(limit: queueLimit)))
  }

  var isOpen: Bool { shared.withLock(\.queue.isOpen) }

  var hasEnded: Bool { shared.withLock(\.queue.hasEnded) }

  /// How many calls wait for their turn.
  var waitingCalls: Int {
    taken.withLock { taken in shared.withLock { taken.calls + $0.queue.waiting } }
  }

  var isCurrent: Bool { thread.isCurrent }

  /// Why stepwise work has to stop, if it has to.
  var interruption: HeapThreadError? { shared.withLock(\.interruption) }
}

// MARK: - Callers

extension Worker {
  /// Queues a call, or refuses it.
  ///
  /// - Returns: The ticket of the queued call.
  @discardableResult
  func submit(_ call: HeapItem, for owner: HeapThread) -> Ticket? {
    switch shared.withLock({ $0.queue.accept(call) }) {
    case .accepted(let ticket, let signal):
      obey(signal, for: owner)
      return ticket
    case .refused(let error):
      call.refuse(error)
      return nil
    }
  }

  /// Queues a call, or throws why not.
  func submitHastily(_ call: HeapItem, for owner: HeapThread) throws(HeapThreadError) {
    switch shared.withLock({ $0.queue.accept(call, isPatient: false) }) {
    case .accepted(_, let signal): obey(signal, for: owner)
    case .refused(let error): throw error
    }
  }

  /// Has a job run here, or where the caller is if the thread has ended.
  func submit(_ job: HeapItem) {
    if let wakes = shared.withLock({ $0.queue.acceptJob(job) }) { return wakes ? ring() : () }
    afterEnd.run { job.perform() }
  }

  /// Takes a call back; false if its turn has come.
  func withdraw(_ ticket: Ticket) -> Bool {
    remove(ticket) != nil
  }

  /// Ends a call with `CancellationError`, unless its turn has come.
  func cancel(_ ticket: Ticket) {
    remove(ticket)?.refuse(CancellationError())
  }

  private func remove(_ ticket: Ticket) -> HeapItem? {
    taken.withLock { taken in
      taken.withdraw(ticket) ?? shared.withLock { $0.queue.withdraw(ticket) }
    }
  }

  /// Closes; `owner` is kept until it is torn down.
  func close(immediately: Bool, as reason: HeapThreadError = .closed, keeping owner: HeapThread) {
    let (refused, wakes) = taken.withLock { taken in
      shared.withLock { shared in
        if immediately { shared.interruption = shared.interruption ?? reason }
        let (refused, wakes) = shared.queue.close(immediately: immediately, as: reason)
        if !shared.queue.hasEnded { shared.owner = owner }
        return ((immediately ? taken.removeCalls() : []) + refused, wakes)
      }
    }
    if wakes { ring() }
    for call in refused { call.refuse(reason) }
  }

  /// Closes for an owner that is gone; whether it would have had something to tear down.
  func abandon() -> Bool {
    let (wasLost, wakes) = shared.withLock { shared in
      let wasLost = shared.queue.isOpen && !shared.queue.isUnborn
      return (wasLost, shared.queue.close(immediately: false, as: .closed).wakes)
    }
    if wakes { ring() }
    return wasLost
  }

  /// Has `body` called when the thread has ended, or at once if it has or will never start.
  func whenEnded(_ body: @escaping @Sendable () -> Void) {
    let hasEnded = shared.withLock { shared in
      if !shared.queue.hasEnded { shared.endWaiters.append(body) }
      return shared.queue.hasEnded
    }
    if hasEnded { body() }
  }

  /// Wakes the thread; from a loop when the loop has run what is ready, so that all calls of its fibres cost
  /// one wake-up.
  private func ring() {
    if let reactor = Reactor.current { reactor.afterBatch(bell.ring) } else { bell.ring() }
  }

  private func obey(_ signal: Queue.Signal, for owner: HeapThread) {
    switch signal {
    case .nothing: break
    case .wakeThread: ring()
    case .startThread: start(for: owner)
    }
  }
}

// MARK: - The thread

extension Worker {
  /// Starts the thread for its jobs, unless it has been started.
  func startIfUnborn(for owner: HeapThread) {
    guard shared.withLock({ $0.queue.begins() }) else { return }
    start(for: owner)
  }

  private func start(for owner: HeapThread) {
    shared.withLock { $0.owner = owner }
    do { try startThread(named: name) { self.live() } } catch { fail(error) }
  }

  private func live() {
    thread.begin()
    setUp()
    work()
  }

  private func setUp() {
    let owner = shared.withLock(\.owner)
    do {
      try owner?.onSetup()
      shared.withLock { shared in
        shared.queue.setUpSucceeded()
        if shared.queue.isOpen { shared.owner = nil }
      }
      // Not let go under the lock: its `deinit` takes that.
      withExtendedLifetime(owner) {}
    } catch {
      refuse(error)
    }
  }

  private func work() {
    while true {
      if let entry = taken.withLock({ $0.popFirst() }) {
        entry.call.perform()
        continue
      }
      switch takeMore() {
      case .run: break
      case .sleep: bell.wait()
      case .tearDown: tearDown()
      case .end: return end()
      }
    }
  }

  private func takeMore() -> Queue.Step {
    taken.withLock { taken in shared.withLock { $0.queue.take(into: &taken) } }
  }

  private func tearDown() {
    let owner = shared.withLock(\.owner)
    do { try owner?.onShutdown() } catch { owner?.report(error) }
  }

  private func refuse(_ error: any Error) {
    let refused = shared.withLock { $0.queue.setUpFailed(error) }
    for call in refused { call.refuse(HeapThreadError.setupFailed(error)) }
  }

  /// There is no thread: what waits is refused, and the jobs run here.
  private func fail(_ error: any Error) {
    refuse(error)
    work()
  }

  private func end() {
    thread.end()
    let (owner, waiters) = shared.withLock { shared in
      defer {
        shared.owner = nil
        shared.endWaiters = []
      }
      return (shared.owner, shared.endWaiters)
    }
    for waiter in waiters { waiter() }
    withExtendedLifetime(owner) {}
  }
}
