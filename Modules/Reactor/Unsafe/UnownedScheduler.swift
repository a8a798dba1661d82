import CFiber

/// A scheduler without a reference count, for its fibres and the work in its queue.
///
/// Proof that it is sound: a scheduler and its reactor hold each other until it shuts down, and then it has
/// run until all fibres had ended and its queue was empty, and takes nothing more. An ended fibre and work
/// that is done do not ask for it.
struct UnownedScheduler {
  private let reference: Unmanaged<Scheduler>

  private init(reference: Unmanaged<Scheduler>) {
    self.reference = reference
  }

  init(_ scheduler: Scheduler) {
    self.init(reference: .passUnretained(scheduler))
  }

  @inline(__always)
  func with<T>(_ body: (Scheduler) throws -> T) rethrows -> T {
    try reference._withUnsafeGuaranteedRef(body)
  }

  /// The scheduler, held.
  var held: Scheduler { reference.takeUnretainedValue() }

  /// The one that drives this thread.
  static var current: UnownedScheduler? {
    cfiber_owner().map { UnownedScheduler(reference: .fromOpaque($0)) }
  }
}
