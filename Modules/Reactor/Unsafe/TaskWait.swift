/// The wait of a fibre for a Swift task.
///
/// Proof that it is sound to share with the task: that only calls ``tell()``, and the rest is touched on the
/// loop's thread alone. The wait that is told stands until then, or until the fibre has abandoned and forgotten
/// it here.
@usableFromInline
final class TaskWait: @unchecked Sendable {
  private let home: ObjectIdentifier
  private let executor: LoopTaskExecutor
  /// Until the task has told, or the fibre has abandoned it.
  private var waiter: UnownedParking?

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
      guard abandoning, waiter != nil else { return false }
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
    waiter?.arrive()
    waiter = nil
  }
}
