import Reactor

/// A number of permits, first come, first served; asyncio's `Semaphore`.
///
/// ```swift
/// let downloads = Semaphore(4)               // four at a time
/// try downloads.withPermit { try download(url) }
/// ```
public final class Semaphore {
  /// How many are free.
  public private(set) var value: Int
  private let lot = ParkingLot()

  /// A semaphore of `value` permits; fewer than none are none.
  public init(_ value: Int = 1) { self.value = max(0, value) }

  /// Whether the next ``acquire()`` would wait.
  public var isLocked: Bool { value == 0 }

  /// Waits for a permit, and takes it.
  ///
  /// - Throws: ``GenCancelledError``; no permit is taken then.
  public func acquire() throws {
    // `release` leaves the number as it is and wakes us: so nobody can come in between.
    if value == 0 { try lot.park("Semaphore.acquire()") } else { value -= 1 }
  }

  /// Gives a permit back, or adds one: to who has waited longest, or to the free ones.
  public func release() {
    if !lot.unparkFirst() { value += 1 }
  }

  /// Runs `body` with a permit.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``GenCancelledError``.
  public func withPermit<T>(_ body: () throws -> T) throws -> T {
    try acquire()
    defer { release() }
    return try body()
  }
}
