extension Fiber {
  /// The fibre that runs now, or nil outside of fibres.
  public static var current: Fiber? {
    UnownedFiber.running?.held
  }

  /// Whether the caller is on a fibre; counts no reference.
  package static var isRunning: Bool { UnownedFiber.running != nil }

  /// Starts `body` on a fibre of its own; it runs when its turn comes.
  ///
  /// It takes its stack then: where the system has no memory for one, it waits until others have ended.
  ///
  /// - Parameters:
  ///   - name: For logs and reports.
  ///   - stack: How much stack it gets.
  ///   - priority: When it gets its turns.
  ///   - body: Runs on the fibre. It cannot throw: whoever needs its outcome keeps it.
  /// - Returns: The fibre.
  /// - Throws: ``ReactorError/notOnFiber(operation:)`` away from a reactor's thread,
  ///   ``ReactorError/closed`` while the reactor shuts down.
  @discardableResult
  public static func spawn(
    name: String = "fibre",
    stack: StackSize = .small,
    priority: FiberPriority = .normal,
    _ body: @escaping () -> Void
  ) throws(ReactorError) -> Fiber {
    guard let scheduler = Scheduler.current else { throw .notOnFiber(operation: "Fiber.spawn") }
    return try scheduler.spawn(name: name, stack: stack, priority: priority, body)
  }

  /// Waits until ``Parking/unpark()`` is called on what `register` is given: the one primitive
  /// that everything which waits is built on.
  ///
  /// `register` runs at once, on this fibre, and puts the ``Parking`` where the event will find it.
  ///
  /// ```swift
  /// var waiters: [Parking] = []
  /// try Fiber.park { waiters.append($0) }     // ... until somebody unparks it
  /// ```
  ///
  /// - Throws: `CancellationError` when the fibre (or a scope around this wait) is cancelled, before
  ///   or during the wait; the caller then takes its registration back.
  ///   ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
  public static func park(
    _ operation: StaticString = #function,
    _ register: (Parking) -> Void
  ) throws {
    try withRunning(operation) { fiber throws in
      guard !fiber.isCancellationDue else { throw CancellationError() }
      let wake = fiber.suspend(cancellable: true, register)
      guard wake == .unparked else { throw CancellationError() }
    }
  }

  /// Waits as ``park(_:_:)`` does, but through any cancellation: for the short waits of cleaning up.
  ///
  /// - Throws: ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
  public static func parkUncancellably(
    _ operation: StaticString = #function,
    _ register: (Parking) -> Void
  ) throws {
    try withRunning(operation) { fiber in _ = fiber.suspend(cancellable: false, register) }
  }

  /// Waits for something that another thread works on, and that it tells by ``UnownedParking/unpark()``.
  ///
  /// A cancellation asks `abort`, on this fibre, to take the work back: if that is too late, the wait goes on
  /// to its end. The shape is trio's `wait_task_rescheduled`.
  ///
  /// - Throws: `CancellationError` when the work was taken back, or not begun;
  ///   ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
  package static func parkRemotely(
    _ operation: StaticString,
    _ register: (UnownedParking) -> Void,
    abort: () -> Bool
  ) throws {
    try withRunning(operation) { fiber throws in
      guard !fiber.isCancellationDue else { throw CancellationError() }
      let wake = fiber.suspend(cancellable: true) { register(UnownedParking($0)) }
      guard wake == .cancelled else { return }
      if abort() { throw CancellationError() }
      fiber.suspendAgain()
    }
  }

  /// Lets every other ready fibre have its turn: asyncio's `sleep(0)`.
  ///
  /// - Throws: `CancellationError`, ``ReactorError/notOnFiber(operation:)``.
  public static func yield() throws {
    try withRunning("Fiber.yield()") { fiber throws in
      guard !fiber.isCancellationDue else { throw CancellationError() }
      fiber.requeue()
    }
  }

  /// Waits for at least `duration`; one that is not positive is a ``yield()``.
  ///
  /// - Throws: `CancellationError`, ``ReactorError/notOnFiber(operation:)``.
  public static func sleep(for duration: Duration) throws {
    guard duration > .zero else { return try yield() }
    let scheduler = try withRunning("Fiber.sleep(for:)") { fiber in fiber.home.held }
    var token: Deadlines.Token?
    do {
      try park { parking in
        let deadline = scheduler.now.adding(duration)
        token = scheduler.deadlines.add(at: deadline, .wake(UnownedParking(parking)))
      }
    } catch {
      if let token { _ = scheduler.deadlines.remove(token) }
      throw error
    }
  }

  /// Waits until the fibre has ended.
  ///
  /// - Throws: `CancellationError` when the *waiting* fibre is cancelled,
  ///   ``ReactorError/notOnFiber(operation:)``.
  public func join() throws {
    guard !hasEnded else { return }
    try Fiber.withRunning("Fiber.join()") { fiber throws in
      guard !fiber.isCancellationDue else { throw CancellationError() }
      let wake = fiber.suspend(untilEndOf: self, cancellable: true)
      guard wake == .unparked else { throw CancellationError() }
    }
  }

  /// Waits until the fibre has ended, through any cancellation of the caller.
  ///
  /// - Throws: ``ReactorError/notOnFiber(operation:)``.
  public func joinUncancellably() throws {
    guard !hasEnded else { return }
    try Fiber.withRunning("Fiber.joinUncancellably()") { fiber in
      _ = fiber.suspend(untilEndOf: self, cancellable: false)
    }
  }

  /// Runs `body` with the running fibre, which it must not keep.
  @inline(__always)
  static func withRunning<T>(
    _ operation: StaticString,
    _ body: (Fiber) throws -> T
  ) throws -> T {
    guard let running = UnownedFiber.running else {
      throw ReactorError.notOnFiber(operation: "\(operation)")
    }
    return try running.with(body)
  }
}

extension UInt64 {
  /// A time in nanoseconds, `duration` later; never past the end of the scale.
  ///
  /// Each wait with a limit asks, so it is one division of the processor's and none of 128 bits.
  func adding(_ duration: Duration) -> UInt64 {
    guard duration > .zero else { return self }
    let attoseconds = UInt128(truncatingIfNeeded: duration.attoseconds)
    let high = UInt64(truncatingIfNeeded: attoseconds >> 64)
    let billion: UInt64 = 1_000_000_000
    guard high < billion else { return .max }
    let low = UInt64(truncatingIfNeeded: attoseconds)
    let (nanoseconds, rest) = billion.dividingFullWidth((high, low))
    let sum = addingReportingOverflow(nanoseconds)
    let rounded = sum.partialValue.addingReportingOverflow(rest == 0 ? 0 : 1)
    return sum.overflow || rounded.overflow ? .max : rounded.partialValue
  }
}
