import CFiber

/// The stacks that a burst of fibres has left: kept for the next burst, which finds them warm, and given
/// back to the system when nobody has wanted them for an age.
///
/// Of the loop's thread, and of the system's clock: time on a virtual one is not the system's memory's.
struct WarmStacks {
  /// How long an age is, in nanoseconds.
  private static let age: UInt64 = 1_000_000_000
  /// How many go back at a time: a loop is never away for long.
  static let portion = 64

  /// When what was old at its beginning, and is unwanted still, goes back.
  private var endOfAge: UInt64?

  /// Does what is to be done at this time.
  ///
  /// - Parameter now: In the clock's nanoseconds; asked only where there is something to be done.
  /// - Returns: When there is more to be done; nil if there is nothing.
  mutating func tend(at now: @autoclosure () -> UInt64) -> UInt64? {
    if let endOfAge {
      guard now() >= endOfAge, !cfiber_pool_cool(Self.portion) else {
        return endOfAge
      }
      self.endOfAge = nil
    }
    guard cfiber_pool_grown() else { return nil }
    cfiber_pool_age()
    endOfAge = now() &+ Self.age
    return endOfAge
  }
}
