/// Work for a fibre of its own, as one object: what the tasks of libraries are made of.
///
/// `Fiber.spawn` makes a fibre at once. Work is less than that until its turn comes: the fibre is made
/// then, or when somebody waits for it before. So of 100,000 pieces of work that are there at a time and
/// have little to do, one after the other runs on the same fibre's memory, as it does on the same stack.
///
/// Its subclasses are in modules of this package: `LoopTask` of GenLoop.
open class FiberWork {
  /// What it was called when it was made, for logs and reports.
  public final let name: String
  final let stack: StackSize
  /// Whether the fibre is to begin as a cancelled one.
  private(set) final var isCancelledEarly = false
  private final var phase = Phase.new

  private enum Phase {
    case new
    /// In the queue of a loop.
    case waiting(UnownedScheduler)
    /// It has a fibre, which has not ended.
    case onFiber(UnownedFiber)
    case done
  }

  /// Work that nobody has started.
  package init(name: String, stack: StackSize) {
    self.name = name
    self.stack = stack
  }

  /// Does the work; called by the loop alone, once, on the fibre.
  open func run(_ turn: consuming FirstTurn) {}
}

/// What the loop gives to work that begins, and nobody else has.
public struct FirstTurn: ~Copyable {
  fileprivate init() {}
}

// MARK: - For who has it

extension FiberWork {
  /// Has the work begin when its turn comes, on the loop of this thread.
  ///
  /// - Throws: ``ReactorError/notOnFiber(operation:)`` away from a reactor's thread,
  ///   ``ReactorError/closed`` while the reactor shuts down.
  package final func start() throws(ReactorError) {
    guard let home = UnownedScheduler.current else { throw .notOnFiber(operation: "a task") }
    guard home.with({ $0.start(self) }) else { throw .closed }
  }

  /// Waits until the work is done.
  ///
  /// - Throws: `CancellationError` when the *waiting* fibre is cancelled,
  ///   ``ReactorError/notOnFiber(operation:)``; ``ReactorError/closed`` for work that was not started.
  package final func joinFiber() throws {
    switch phase {
    case .new: throw ReactorError.closed
    case .waiting(let home): try home.with { $0.makeFiber(for: self) }.held.join()
    case .onFiber(let fiber): try fiber.held.join()
    case .done: return
    }
  }

  /// Cancels the fibre, now or as soon as it is made.
  package final func cancelFiber() {
    isCancelledEarly = true
    if case .onFiber(let fiber) = phase { fiber.with { $0.cancel() } }
  }
}

// MARK: - For the loop

extension FiberWork {
  /// The fibre that is to run it, where one was made.
  final var fiber: UnownedFiber? {
    if case .onFiber(let fiber) = phase { fiber } else { nil }
  }

  /// It is in the loop's queue.
  final func wait(in home: Scheduler) {
    phase = .waiting(UnownedScheduler(home))
  }

  final func go(on fiber: Fiber) {
    phase = .onFiber(UnownedFiber(fiber))
  }

  /// The bottom of its fibre's stack.
  final func runToTheEnd() {
    run(FirstTurn())
    phase = .done
  }
}
