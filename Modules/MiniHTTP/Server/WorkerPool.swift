import DequeModule
import Logging
import Reactor

/// The fibres of a server: they answer, one conversation after another.
///
/// A fibre takes the next conversation when it is done with one, so while handlers do not wait one warm
/// stack does all the work. While conversations are in the queue, one more fibre than is at work is awake:
/// if a handler waits, it takes over.
final class WorkerPool {
  /// How many fibres wait for work; more of them end.
  private static let spareCount = 16

  private let logger: Logger
  /// Changed for each request, by calls that call nobody: nothing can be changed in the middle of that.
  @exclusivity(unchecked) private var queue = Deque<Conversation>()
  /// Have something to send that has to go out if a handler waits.
  private var unsent: [Conversation] = []
  private var resting: [Parking] = []
  private var workers: [ObjectIdentifier: Fiber] = [:]
  private var isOneAwake = false
  private var isClosed = false
  private var waiters: [Parking] = []

  init(logger: Logger) {
    self.logger = logger
  }

  /// How many fibres there are.
  var count: Int { workers.count }

  /// Has a conversation served when its turn comes.
  func serve(_ conversation: Conversation) {
    queue.append(conversation)
    wakeOne()
  }

  /// Has `conversation` send what it has to send if the running fibre is parked before it does so itself.
  func sendIfParked(_ conversation: Conversation) {
    if unsent.last !== conversation { unsent.append(conversation) }
    wakeOne()
  }

  /// Ends the fibres that wait for work, and the others when they are done.
  func close() {
    isClosed = true
    for worker in resting { worker.unpark() }
    resting = []
  }

  /// Waits until all fibres have ended.
  func join() throws {
    while !workers.isEmpty { try Fiber.park { waiters.append($0) } }
  }
}

// MARK: - The fibres

extension WorkerPool {
  private func wakeOne() {
    guard !isOneAwake else { return }
    isOneAwake = true
    while let worker = resting.popLast() { if worker.unpark() { return } }
    do {
      // Strangers' JSON and the like recurse: they get room.
      let fiber = try Fiber.spawn(name: "http worker", stack: .large) { [self] in run() }
      workers[ObjectIdentifier(fiber)] = fiber
    } catch {
      isOneAwake = false
      logger.error("no fibre to answer requests on: \(error)")
      if workers.isEmpty { while let next = queue.popFirst() { next.connection.close() } }
    }
  }

  private func run() {
    isOneAwake = false
    while !isClosed, (try? withCancelScope(serveInTurn)) == true {}
    if let fiber = Fiber.current { workers[ObjectIdentifier(fiber)] = nil }
    guard workers.isEmpty else { return }
    for waiter in waiters { waiter.unpark() }
    waiters = []
  }

  private func sendUnsent() {
    for conversation in unsent { try? conversation.flushNow() }
    unsent.removeAll(keepingCapacity: true)
  }

  /// Serves until the scope was cancelled, and is no good any more, or there is nothing left to be done.
  ///
  /// - Returns: Whether it was the scope.
  private func serveInTurn(_ scope: CancelScope) throws -> Bool {
    while !scope.isCancelled {
      if !unsent.isEmpty { sendUnsent() }
      if let conversation = queue.popFirst() {
        if !queue.isEmpty { wakeOne() }
        conversation.serve(scope)
      } else {
        guard !isClosed, resting.count < WorkerPool.spareCount else { return false }
        try Fiber.park { resting.append($0) }
        isOneAwake = false
      }
    }
    return true
  }
}
