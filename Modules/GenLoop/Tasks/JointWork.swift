import Reactor

/// Several pieces of work that one caller waits for: what `gather` and task groups have in common.
///
/// Whatever ends the wait, every piece has ended when it is over.
final class JointWork {
  /// What an error of one piece does.
  enum ErrorPolicy {
    /// Nothing.
    case goOn
    /// The first one cancels the others and is thrown.
    case failFast
    /// As before, but all of them are kept, and a piece that was merely cancelled has no error.
    case collect
  }

  private let policy: ErrorPolicy
  private var running: [ObjectIdentifier: any Awaitable] = [:]
  private let lot = ParkingLot()
  private(set) var errors: [any Error] = []
  /// Told of the first error.
  var onFailure: (() -> Void)?

  init(_ policy: ErrorPolicy) {
    self.policy = policy
  }

  var isEmpty: Bool { running.isEmpty }

  /// Starts a piece.
  func start<Value>(name: String = "gather", _ body: @escaping () throws -> Value) throws
    -> LoopTask<Value>
  {
    let task = try createTask(name: name, body)
    add(task)
    return task
  }

  func add(_ work: some Awaitable) {
    guard !work.isDone else { return note(work) }
    running[ObjectIdentifier(work)] = work
    work.addDoneCallback { [self] in
      running[ObjectIdentifier($0)] = nil
      note($0)
      if running.isEmpty { lot.unparkAll() }
    }
  }

  func cancelAll() {
    for work in running.values { work.cancel() }
  }

  /// Runs `start`, which adds the pieces, and waits for all of them.
  ///
  /// - Throws: What `start` throws; the first error as the policy has it; ``GenCancelledError``.
  func waitForAll(_ start: () throws -> Void = {}) throws {
    do {
      try start()
      while !running.isEmpty { try lot.park("waiting for several tasks") }
    } catch {
      cancelAll()
      try finish()
      throw errors.first ?? error
    }
    if let first = errors.first { throw first }
  }

  /// Waits for all, through any cancellation.
  func finish() throws {
    while !running.isEmpty { try lot.parkUncancellably("waiting for several tasks") }
  }

  private func note(_ work: some Awaitable) {
    switch policy {
    case .goOn: return
    // A second error stays unseen, so that it is reported.
    case .failFast: guard errors.isEmpty else { return }
    case .collect: guard !work.isCancelled else { return }
    }
    guard let error = work.exception else { return }
    errors.append(error)
    cancelAll()
    if errors.count == 1 { onFailure?() }
  }
}

extension JointWork {
  /// Runs all bodies; returns their tasks, ended.
  func run<Value>(_ bodies: [() throws -> Value]) throws -> [LoopTask<Value>] {
    var tasks: [LoopTask<Value>] = []
    try waitForAll { for body in bodies { tasks.append(try start(body)) } }
    return tasks
  }

  /// Waits for work that was begun elsewhere; returns it, ended.
  func wait<Work: Awaitable>(for awaitables: [Work]) throws -> [Work] {
    try waitForAll { for work in awaitables { add(work) } }
    return awaitables
  }
}
