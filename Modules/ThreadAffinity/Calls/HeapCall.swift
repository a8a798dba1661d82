/// A call on its way to the thread: run there, or refused, once.
protocol HeapCall: AnyObject, Sendable {
  /// Runs it and tells its caller; on the thread.
  func perform()
  /// Tells its caller that it will not run; anywhere.
  func refuse(_ error: any Error)
}

/// What the thread takes from its queue.
enum HeapItem: Sendable {
  case fiber(FiberCallReference)
  case call(any HeapCall)
  /// A piece of an actor that lives on the thread.
  case isolatedJob(UnownedJob, HeapSerialExecutor)
  /// A piece of a task that prefers the thread.
  case job(UnownedJob, HeapTaskExecutor)

  func perform() {
    switch self {
    case .fiber(let call): call.perform()
    case .call(let call): call.perform()
    case .isolatedJob(let job, let executor):
      job.runSynchronously(on: executor.asUnownedSerialExecutor())
    case .job(let job, let executor):
      job.runSynchronously(on: executor.asUnownedTaskExecutor())
    }
  }

  /// Tells the caller, if it has one.
  func refuse(_ error: any Error) {
    switch self {
    case .fiber(let call): call.refuse(error)
    case .call(let call): call.refuse(error)
    case .isolatedJob, .job: break
    }
  }
}
