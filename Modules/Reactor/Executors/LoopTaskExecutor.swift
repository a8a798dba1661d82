/// Runs the jobs of Swift tasks on a reactor's loop: for `Task(executorPreference:)` and
/// `withTaskExecutorPreference`.
///
/// A task that prefers the loop resumes there in about half a microsecond; one that merely calls an
/// actor on the loop goes through the global pool, at ten.
final class LoopTaskExecutor: TaskExecutor {
  let mailbox: Mailbox
  private let afterClose = AfterClose()

  init(mailbox: Mailbox) {
    self.mailbox = mailbox
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if let scheduler = Scheduler.current, scheduler.taskExecutor === self {
      return scheduler.enqueue(.job(job))
    }
    guard !mailbox.post(.job(job)) else { return }
    afterClose.run { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
