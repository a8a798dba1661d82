/// A part of a fibre's work that can be cancelled by itself.
///
/// Cancelling is a state, not an event: once a scope is cancelled, every wait inside it throws
/// `CancellationError`, until the scope is left. Work that has to wait while it cleans up does so
/// inside ``withShield(_:)``. A scope belongs to the fibre that opened it.
///
/// The shape is trio's `CancelScope`.
public final class CancelScope {
  private let parent: CancelScope?
  private unowned let fiber: Fiber
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
    fiber.updateCancellation()
  }

  /// Whether a wait in this scope would throw.
  var isDue: Bool {
    if isCancelled { return true }
    return isShield ? false : parent?.isDue ?? fiber.wasCancelled
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
    if isCancellationDue { wakeForCancellation() }
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

private func inScope<T>(shield: Bool, _ body: (CancelScope) throws -> T) throws -> T {
  guard let fiber = Fiber.current else {
    throw ReactorError.notOnFiber(operation: "a cancel scope")
  }
  let outer = fiber.scope
  let scope = CancelScope(of: fiber, isShield: shield)
  fiber.enter(scope)
  defer { fiber.leave(to: outer) }
  return try body(scope)
}
