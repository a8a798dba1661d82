import CFiber

/// A fibre without a reference count, for queues and lists: the scheduler's list of live fibres
/// keeps it until it has ended, and an ended fibre is in no queue and in no list.
struct UnownedFiber {
  private let reference: Unmanaged<Fiber>

  @inline(__always)
  init(_ fiber: Fiber) {
    reference = .passUnretained(fiber)
  }

  @inline(__always)
  init(word: UnsafeMutableRawPointer) {
    reference = .fromOpaque(word)
  }

  @inline(__always)
  var word: UnsafeMutableRawPointer { reference.toOpaque() }

  @inline(__always)
  func with<T>(_ body: (Fiber) throws -> T) rethrows -> T {
    try reference._withUnsafeGuaranteedRef(body)
  }

  /// Has the processor fetch what waking the fibre and going on with it look at: from its line on to its
  /// turn, which is in two cache lines at most.
  @inline(__always)
  func fetch() {
    cfiber_fetch_memory(word + 40)
    cfiber_fetch_memory(word + 80)
  }

  /// The fibre, held.
  var held: Fiber { reference.takeUnretainedValue() }

  /// The fibre that has this thread.
  ///
  /// A place of the thread and not of the scheduler: each wait asks for it.
  @inline(__always)
  static var running: UnownedFiber? {
    get { cfiber_running().map(UnownedFiber.init(word:)) }
    set { cfiber_set_running(newValue?.word) }
  }
}
