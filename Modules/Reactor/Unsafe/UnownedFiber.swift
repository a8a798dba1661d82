/// A fibre without a reference count, for queues: the scheduler's table keeps it alive until it has
/// ended, and an ended fibre is in no queue.
struct UnownedFiber {
  private let reference: Unmanaged<Fiber>

  init(_ fiber: Fiber) {
    reference = .passUnretained(fiber)
  }

  @inline(__always)
  func with<T>(_ body: (Fiber) -> T) -> T {
    reference._withUnsafeGuaranteedRef(body)
  }
}
