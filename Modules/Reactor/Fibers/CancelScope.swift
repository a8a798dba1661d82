/// A part of a fibre's work that can be cancelled by itself.
///
/// Cancelling is a state, not an event: once a scope is cancelled, every wait inside it throws
/// `CancellationError`, until the scope is left. Work that has to wait while it cleans up does so
/// inside ``withShield(_:)``. A scope belongs to the fibre that opened it.
///
/// The shape is trio's `CancelScope`.
public final class CancelScope {
  private let parent: CancelScope?
  /// Nil once the scope was left.
  private var fiber: Fiber?
  let isShield: Bool
  /// Whether ``cancel()`` was called or the deadline passed.
  public private(set) var isCancelled = false

  init(of fiber: Fiber, isShield: Bool = false) {
    self.fiber = fiber
    self.isShield = isShield
    parent = fiber.scope
  }

  /// Cancels what runs in the scope: its present wait, and every later one, throws.
  public func cancel() {
    guard !isCancelled else { return }
    isCancelled = true
    fiber?.updateCancellation()
  }

  /// After this, ``cancel()`` concerns nobody.
  func close() { fiber = nil }

  /// Whether a wait in this scope would throw.
  var isDue: Bool {
    if isCancelled { return true }
    return isShield ? false : parent?.isDue ?? fiber?.wasCancelled ?? false
  }
}

extension Fiber {
  /// Cancels the fibre: each of its waits throws `CancellationError` from now on.
  ///
  /// It may go on working, and it ends when its body returns.
  public func cancel() {
    guard !wasCancelled, !hasEnded else { return }
    wasCancelled = true
    updateCancellation()
  }

  /// Whether the fibre or a scope around where it stands was cancelled: for work that computes
  /// without waiting.
  public var isCancelled: Bool { isCancellationDue }

  func updateCancellation() {
    isCancellationDue = scope?.isDue ?? wasCancelled
    guard isCancellationDue else { return }
    for handler in cancellationHandlers { handler() }
    wakeForCancellation()
  }

  func enter(_ scope: CancelScope) {
    self.scope = scope
    isCancellationDue = scope.isDue
  }

  func leave(to outer: CancelScope?) {
    scope = outer
    isCancellationDue = outer?.isDue ?? wasCancelled
  }
}

/// Runs `body` in a scope that can be cancelled by itself.
///
/// - Throws: What `body` throws; ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
public func withCancelScope<T>(_ body: (CancelScope) throws -> T) throws -> T {
  try inScope(shield: false, body)
}

/// Runs `body` out of reach of any cancellation from around it: for cleaning up that waits.
///
/// - Throws: What `body` throws; ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
public func withShield<T>(_ body: () throws -> T) throws -> T {
  try inScope(shield: true) { _ in try body() }
}

/// Runs `body` in a scope that is cancelled when `duration` has passed.
///
/// - Parameters:
///   - duration: How long it may take; one that is not positive is over at once.
///   - onExpiry: Told when the time is over, before the scope is cancelled.
///   - body: The work.
/// - Returns: What `body` returns, in time or not.
/// - Throws: What `body` throws; ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
public func withTimeLimit<T>(
  _ duration: Duration,
  onExpiry: @escaping () -> Void = {},
  _ body: (CancelScope) throws -> T
) throws -> T {
  try withCancelScope { scope in
    guard let scheduler = Scheduler.current else { return try body(scope) }
    let token = scheduler.deadlines.add(
      at: scheduler.now.adding(duration),
      .call {
        onExpiry()
        scope.cancel()
      }
    )
    defer { _ = scheduler.deadlines.remove(token) }
    return try body(scope)
  }
}

/// Runs `body`, and `onCancel` as soon as the fibre or a scope that it is in now is cancelled.
///
/// `onCancel` runs on the loop, while `body` is parked or sliced; it may be called more than once, and
/// must not wait. The shape is Swift's `withTaskCancellationHandler`.
///
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
public func withFiberCancellationHandler<T>(
  _ body: () throws -> T,
  onCancel: @escaping () -> Void
) throws -> T {
  guard let fiber = Fiber.current else {
    throw ReactorError.notOnFiber(operation: "withFiberCancellationHandler")
  }
  fiber.cancellationHandlers.append(onCancel)
  defer { fiber.cancellationHandlers.removeLast() }
  if fiber.isCancelled { onCancel() }
  return try body()
}

private func inScope<T>(shield: Bool, _ body: (CancelScope) throws -> T) throws -> T {
  guard let fiber = Fiber.current else {
    throw ReactorError.notOnFiber(operation: "a time limit, shield or cancel scope")
  }
  let outer = fiber.scope
  let scope = CancelScope(of: fiber, isShield: shield)
  fiber.enter(scope)
  defer {
    fiber.leave(to: outer)
    scope.close()
  }
  return try body(scope)
}
