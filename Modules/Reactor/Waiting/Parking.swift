/// One wait of one fibre: what ``Fiber/park(_:_:)`` hands out, and what ends the wait.
///
/// It belongs to the loop's thread. To end a wait from another thread, send it home with
/// ``Reactor/submit(_:)`` (see ``RemoteParking``).
public struct Parking {
  let fiber: Fiber
  let turn: UInt64

  /// Ends the wait; the fibre goes on when its turn comes.
  ///
  /// Only the first call counts, and only while the fibre still waits here: a late call (after a
  /// cancellation, say) does nothing.
  ///
  /// - Returns: Whether this call ended the wait.
  @discardableResult
  public func unpark() -> Bool {
    fiber.wake(turn: turn, by: .unparked)
  }

  /// Whether the fibre still waits here.
  public var isWaiting: Bool {
    fiber.isParked(turn: turn)
  }
}
