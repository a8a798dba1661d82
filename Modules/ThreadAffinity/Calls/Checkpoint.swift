import Synchronization

/// Where stepwise work asks between two steps whether it is still wanted.
@usableFromInline
final class Checkpoint: Sendable {
  private let isCancelled = Atomic(false)
  private let worker: Worker

  init(of worker: Worker) {
    self.worker = worker
  }

  func cancel() {
    isCancelled.store(true, ordering: .releasing)
  }

  func check() throws {
    if isCancelled.load(ordering: .acquiring) { throw CancellationError() }
    if let reason = worker.interruption { throw reason }
  }
}
