/// Runs the jobs of Swift tasks on a heap thread: for `Task(executorPreference:)` and
/// `withTaskExecutorPreference`.
final class HeapTaskExecutor: TaskExecutor {
  private let worker: Worker

  init(worker: Worker) {
    self.worker = worker
  }

  func enqueue(_ job: consuming ExecutorJob) {
    worker.submit(.job(UnownedJob(job), self))
  }
}
