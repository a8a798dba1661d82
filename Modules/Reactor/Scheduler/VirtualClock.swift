import Synchronization

/// Time for tests: it stands still while anything can run, and jumps to the next deadline when
/// everything waits.
///
/// A test of an hour's timeout takes no time, and gives the same result each run.
///
/// ```swift
/// let clock = VirtualClock()
/// try Reactor.run(clock: .virtual(clock)) { try Fiber.sleep(for: .seconds(3600)) }
/// clock.elapsed                                      // 3600 seconds
/// ```
///
/// It jumps only when the loop has nothing else to wait for at that moment: no ready fibre, no
/// event of the system, nothing submitted. Work on other threads is not seen, so a test that waits
/// for one turns ``init(jumps:)`` off and moves the clock by hand. The shape is trio's `MockClock`.
public final class VirtualClock: Sendable {
  private let time = Atomic<UInt64>(0)
  let jumps: Bool

  /// A clock at zero.
  ///
  /// - Parameter jumps: Whether it jumps to the next deadline when everything waits.
  public init(jumps: Bool = true) {
    self.jumps = jumps
  }

  var now: UInt64 { time.load(ordering: .acquiring) }

  /// How far the clock has come.
  public var elapsed: Duration { .nanoseconds(Int64(clamping: now)) }

  /// Moves the clock; deadlines fire when the loop next looks.
  ///
  /// Negative durations do nothing.
  public func advance(by duration: Duration) {
    time.store(now.adding(duration), ordering: .releasing)
  }

  func jump(to deadline: UInt64) {
    guard deadline > now else { return }
    time.store(deadline, ordering: .releasing)
  }
}
