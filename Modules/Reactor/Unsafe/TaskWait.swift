/// The wait of a fibre for a Swift task.
///
/// Proof that it is sound to share with the task: that writes the result, once, before it calls ``tell()``, and
/// the fibre reads it after. Nearly always both are on the loop's thread; else the loop's mailbox lies between
/// the two. The rest is touched on the loop's thread alone. The wait that it tells of stands until it
/// was told or the fibre has abandoned it, and forgotten it here.
@usableFromInline
final class TaskWait: @unchecked Sendable {
  private let home: ObjectIdentifier
  private let executor: LoopTaskExecutor
  @exclusivity(unchecked) private var waiter: UnownedParking?
  @exclusivity(unchecked) private var isOver = false

  /// On a fibre.
  ///
  /// - Throws: ``ReactorError/notOnFiber(operation:)``.
  @usableFromInline
  init() throws {
    (home, executor) = try Fiber.withRunning("Fiber.wait") { fiber in
      fiber.home.with { (ObjectIdentifier($0), $0.taskExecutor) }
    }
  }

  /// Runs `work`, whose last deed is to ``tell()``, as a task, and parks the fibre meanwhile.
  ///
  /// - Throws: `CancellationError`; `work` has not begun then, or is cancelled and `abandoning`.
  @usableFromInline
  func park(abandoning: Bool, _ work: @escaping @Sendable () async -> Void) throws {
    var task: Task<Void, Never>?
    try Fiber.parkRemotely("Fiber.wait") { parking in
      waiter = parking
      task = Task(executorPreference: executor, operation: work)
    } abort: {
      task?.cancel()
      guard abandoning, !isOver else { return false }
      waiter = nil
      return true
    }
  }

  /// Brings the fibre on, from any thread.
  @usableFromInline
  func tell() {
    if Scheduler.isCurrent(home) { return arrive() }
    // After the loop has closed nobody waits any more.
    _ = executor.mailbox.post(.call { self.arrive() })
  }

  private func arrive() {
    isOver = true
    waiter?.arrive()
    waiter = nil
  }
}
