/// Fibres that wait for one thing, first come, first served: what locks, queues and the like are
/// built on.
///
/// A fibre that is cancelled while it waits leaves the lot at once; one that was woken first is not
/// cancelled in that wait any more, so it keeps what it was woken for, and the next wait throws.
/// That is what makes handing a lock or an item over safe:
///
/// ```swift
/// func acquire() throws {                    // of a lock
///   if isLocked { try lot.park() } else { isLocked = true }
/// }
/// func release() {
///   if !lot.unparkFirst() { isLocked = false }
/// }
/// ```
///
/// Nothing is allocated for a wait. A lot belongs to the loop's thread; it must outlive the waits in
/// it, which it does as long as who parks holds it. The shape is trio's `ParkingLot`.
public final class ParkingLot {
  private var waiting = FiberList()
  /// How many wait.
  public private(set) var count = 0

  /// An empty lot.
  public init() {}

  /// Whether nobody waits.
  public var isEmpty: Bool { count == 0 }

  /// Waits until it is this fibre's turn to be woken.
  ///
  /// - Throws: `CancellationError` when the fibre (or a scope around this wait) is cancelled, before
  ///   or during the wait, and only if nobody has woken it first;
  ///   ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
  public func park(_ operation: StaticString = #function) throws {
    try Fiber.withRunning(operation) { fiber throws in
      guard !fiber.isCancellationDue else { throw CancellationError() }
      guard fiber.suspend(in: self, cancellable: true) == .unparked else {
        throw CancellationError()
      }
    }
  }

  /// Waits as ``park(_:)`` does, but through any cancellation: for short waits that clean up.
  ///
  /// - Throws: ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
  public func parkUncancellably(_ operation: StaticString = #function) throws {
    try Fiber.withRunning(operation) { fiber in
      _ = fiber.suspend(in: self, cancellable: false)
    }
  }

  /// Wakes the fibre that has waited longest; it goes on when its turn comes.
  ///
  /// - Returns: Whether anybody waited.
  @discardableResult
  public func unparkFirst() -> Bool {
    guard let first = waiting.first else { return false }
    first.with { $0.wakeInLot() }
    return true
  }

  /// Wakes all that wait now, in the order in which they came.
  public func unparkAll() {
    while unparkFirst() {}
  }
}

extension ParkingLot {
  var first: UnownedFiber? { waiting.first }

  func add(_ fiber: Fiber) {
    waiting.append(fiber)
    count += 1
  }

  func remove(_ fiber: Fiber) {
    waiting.remove(fiber)
    count -= 1
  }
}
