/// Runs the jobs of actors on a heap thread, so that their state lives there.
final class HeapSerialExecutor: SerialExecutor {
  private let worker: Worker

  init(worker: Worker) {
    self.worker = worker
  }

  func enqueue(_ job: consuming ExecutorJob) {
    worker.submit(.isolatedJob(UnownedJob(job), self))
  }

  func checkIsolated() {
    // Invariant of the caller: Swift asks where isolation was promised.
    precondition(worker.isCurrent, "not on the heap thread \(worker.name)")
  }

  func isIsolatingCurrentContext() -> Bool? {
    worker.isCurrent
  }
}
