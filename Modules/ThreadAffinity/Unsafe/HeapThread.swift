import Glibc
import Synchronization

/// An object that is set up, used and torn down on one thread of its own, and called from anywhere.
///
/// For libraries whose objects must not leave the thread that made them.
///
/// ```swift
/// final class Counter: HeapThread, @unchecked Sendable {
///   private var count = 0
///   func next() -> Int { count += 1; return count }
/// }
/// let counter = try Counter()
/// let first = try await counter.run { $0.next() }
/// await counter.close()
/// ```
///
/// Calls run in the order in which they were made. Each ends exactly once: with its value, its
/// error, `CancellationError` or ``HeapThreadError``.
open class HeapThread: @unchecked Sendable {
  // Proof of Sendable: `worker` is; a subclass's own state is only reached by calls, which the
  // worker runs on its one thread.
  private let worker = Worker()

  /// Starts the thread; set-up happens there, and a failure is told to whoever calls.
  public init() {
    worker.start { [weak self] in
      try self?.onSetup()
    } tearDown: { [weak self] in
      self?.onShutdown()
    }
  }

  deinit {
    _ = worker.close(immediately: false)
  }

  /// Makes what lives on the thread; runs there first.
  ///
  /// By default nothing.
  open func onSetup() throws {}

  /// Ends what lives on the thread; runs there last, if set-up succeeded.
  ///
  /// By default nothing.
  open func onShutdown() {}

  /// Whether calls are accepted.
  public var isOpen: Bool { worker.isOpen }

  /// Closes the thread and waits for its end.
  ///
  /// Calls that are queued still run, unless `immediate`: then they end with
  /// ``HeapThreadError/closed``. A call in progress always runs to its end.
  public func close(immediate: Bool = false) async {
    for call in worker.close(immediately: immediate) { call.refuse(HeapThreadError.closed) }
    await worker.waitForEnd()
  }
}

extension HeapThread {
  func submit(_ call: HeapCall) {
    if let refusal = worker.submit(call) { call.refuse(refusal) }
  }
}

/// One call on its way.
struct HeapCall: Sendable {
  let run: @Sendable () -> Void
  let refuse: @Sendable (any Error) -> Void
}

/// The thread behind a ``HeapThread``: takes calls from the queue, sleeps when there are none.
private final class Worker: Sendable {
  private struct Shared {
    var queue = CallQueue<HeapCall>()
    var hasEnded = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let shared = Mutex(Shared())
  private let bell = Bell()

  var isOpen: Bool { shared.withLock(\.queue.isOpen) }

  func start(
    setUp: @escaping @Sendable () throws -> Void,
    tearDown: @escaping @Sendable () -> Void
  ) {
    let body = Unmanaged.passRetained(ThreadBody { self.run(setUp, tearDown) })
    var thread = pthread_t()
    let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      guard let argument else { return nil }
      Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
      return nil
    }
    let result = pthread_create(&thread, nil, entry, body.toOpaque())
    guard result == 0 else {
      body.release()
      return fail(ThreadRefused(code: result))
    }
    pthread_detach(thread)
  }

  func submit(_ call: HeapCall) -> HeapThreadError? {
    let refusal = shared.withLock { $0.queue.accept(call) }
    bell.ring()
    return refusal
  }

  func close(immediately: Bool) -> [HeapCall] {
    let calls = shared.withLock { $0.queue.close(immediately: immediately) }
    bell.ring()
    return calls
  }

  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      let hasEnded = shared.withLock { shared in
        if !shared.hasEnded { shared.waiters.append(continuation) }
        return shared.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  private func run(_ setUp: () throws -> Void, _ tearDown: () -> Void) {
    do {
      try setUp()
      shared.withLock { $0.queue.setUpSucceeded() }
      work()
      tearDown()
      end()
    } catch {
      fail(error)
    }
  }

  private func work() {
    while true {
      switch shared.withLock({ $0.queue.next() }) {
      case .run(let call): call.run()
      case .wait: bell.wait()
      case .end: return
      }
    }
  }

  private func fail(_ error: any Error) {
    for call in shared.withLock({ $0.queue.setUpFailed(error) }) {
      call.refuse(HeapThreadError.setupFailed(error))
    }
    end()
  }

  private func end() {
    let waiters = shared.withLock { shared in
      shared.hasEnded = true
      defer { shared.waiters = [] }
      return shared.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}

/// The system gave no thread.
private struct ThreadRefused: Error, CustomStringConvertible {
  let code: Int32
  var description: String { "no thread to be had: \(String(cString: strerror(code)))" }
}

private final class ThreadBody {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}

/// A semaphore of the system: what the worker sleeps on.
private final class Bell: @unchecked Sendable {
  private let raw = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(raw, 0, 0) }

  deinit {
    sem_destroy(raw)
    raw.deallocate()
  }

  func ring() { sem_post(raw) }

  func wait() { while sem_wait(raw) != 0 {} }
}
