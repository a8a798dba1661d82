/// Runs the jobs of actors on a reactor's loop, so that their state lives on its thread.
///
/// ```swift
/// actor Counter {
///   let reactor: Reactor
///   nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.unownedExecutor }
/// }
/// ```
final class LoopSerialExecutor: SerialExecutor {
  private let mailbox: Mailbox
  private let afterClose = AfterClose()

  init(mailbox: Mailbox) {
    self.mailbox = mailbox
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isCurrent, let scheduler = Scheduler.current {
      return scheduler.enqueue(.isolatedJob(job))
    }
    guard !mailbox.post(.isolatedJob(job)) else { return }
    afterClose.run { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func checkIsolated() {
    // Invariant of the caller: Swift asks where isolation was promised.
    precondition(isCurrent, "not on the reactor's thread")
  }

  func isIsolatingCurrentContext() -> Bool? {
    isCurrent
  }

  private var isCurrent: Bool {
    Scheduler.current?.serialExecutor === self
  }
}
