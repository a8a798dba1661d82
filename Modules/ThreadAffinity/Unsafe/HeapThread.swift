public import Logging
import Reactor

/// An object that is set up, used and torn down on one thread of its own, and called from anywhere.
///
/// For libraries whose objects must not leave the thread that made them, or whose calls block.
///
/// ```swift
/// final class Counter: HeapThread, @unchecked Sendable {
///   private var count = 0
///   func next() -> Int { count += 1; return count }
/// }
/// try await withHeapThread(Counter()) { counter in
///   let first = try await counter.run { $0.next() }
/// }
/// ```
///
/// The thread starts with the first call, so a subclass's `init` is over by then. Calls run in the order
/// in which they were made. Each ends exactly once: with its value, its error, `CancellationError` or a
/// ``HeapThreadError``. A subclass keeps what lives on the thread in properties that only ``onSetup()``,
/// ``onShutdown()`` and the bodies of calls touch; that is what its `@unchecked Sendable` promises.
///
/// Close it: a thread that is dropped without `close(immediate:)` ends, but cannot run
/// ``onShutdown()`` any more, and says so in the log.
///
/// The model is aiointernal's `HeapThread`, and aiosqlite's connection thread before it.
open class HeapThread: @unchecked Sendable {
  // Proof of Sendable: what is here is. A subclass's own state is only reached by calls, which the
  // worker runs on its one thread.
  let worker: Worker
  private let serialExecutor: HeapSerialExecutor
  private let taskExecutor: HeapTaskExecutor
  private let logger: Logger
  private let exceptionHandler: (@Sendable (any Error) throws -> Void)?

  /// A heap thread whose thread of the system starts with the first call.
  ///
  /// - Parameters:
  ///   - name: The thread's name, of which the system shows 15 bytes; by default the class's.
  ///   - queueLimit: How many calls may be queued, at least 1; nil is any number. Beyond that callers wait
  ///     for room, and ``post(_:)`` throws ``HeapThreadError/full(limit:)``.
  ///   - logger: For errors that nobody else is told.
  ///   - exceptionHandler: Told of errors that have no caller to go to: those of posted calls and of
  ///     ``onShutdown()``. By default they are logged. If it throws itself, the thread is closed at once,
  ///     and what was queued ends with ``HeapThreadError/handlerFailed(_:)``.
  public init(
    name: String? = nil,
    queueLimit: Int? = nil,
    logger: Logger = Logger(label: "umbra.heapthread"),
    exceptionHandler: (@Sendable (any Error) throws -> Void)? = nil
  ) {
    worker = Worker(name: name ?? "\(Self.self)", queueLimit: queueLimit.map { max(1, $0) })
    serialExecutor = HeapSerialExecutor(worker: worker)
    taskExecutor = HeapTaskExecutor(worker: worker)
    self.logger = logger
    self.exceptionHandler = exceptionHandler
  }

  deinit {
    guard worker.abandon() else { return }
    logger.warning("\(worker.name) was dropped without close(), so its onShutdown did not run")
  }

  /// Makes what lives on the thread; runs there first.
  ///
  /// By default nothing.
  ///
  /// - Throws: Anything; then every call ends with ``HeapThreadError/setupFailed(_:)``, and
  ///   ``onShutdown()`` does not run.
  open func onSetup() throws {}

  /// Ends what lives on the thread; runs there last.
  ///
  /// By default nothing.
  ///
  /// - Throws: Anything; the exception handler is told.
  open func onShutdown() throws {}
}

extension HeapThread {
  /// Whether calls are accepted.
  public var isOpen: Bool { worker.isOpen }

  /// Whether it is closed and its thread has ended, or was never started.
  public var hasEnded: Bool { worker.hasEnded }

  /// How many calls wait for their turn, those that wait for room in a full queue among them.
  public var waitingCalls: Int { worker.waitingCalls }

  /// Whether the caller runs on this thread.
  public var isCurrent: Bool { worker.isCurrent }

  /// For actors that live on this thread: what their `unownedExecutor` returns.
  ///
  /// Asking for it starts the thread. The actor keeps the heap thread in a stored property, since this does not. Jobs take their turn among
  /// the calls, but are never refused: after the thread's end they run, one at a time, where they come from.
  ///
  /// ```swift
  /// actor Database {
  ///   private let thread = HeapThread(name: "database")
  ///   nonisolated var unownedExecutor: UnownedSerialExecutor { thread.unownedExecutor }
  /// }
  /// ```
  public var unownedExecutor: UnownedSerialExecutor {
    worker.startIfUnborn(for: self)
    return serialExecutor.asUnownedSerialExecutor()
  }

  /// For `Task(executorPreference:)` and `withTaskExecutorPreference`: tasks that run on this thread.
  ///
  /// Asking for it starts the thread.
  public var taskPreference: any TaskExecutor {
    worker.startIfUnborn(for: self)
    return taskExecutor
  }

  /// Tells whoever wants to know of an error that has no caller to go to.
  func report(_ error: any Error) {
    guard let exceptionHandler else {
      return logger.error("on heap thread \(worker.name): \(error)")
    }
    do { try exceptionHandler(error) } catch let failure {
      logger.error("the exception handler of heap thread \(worker.name) failed: \(failure)")
      worker.close(immediately: true, as: .handlerFailed(failure), keeping: self)
    }
  }
}
