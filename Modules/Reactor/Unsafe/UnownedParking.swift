/// A wait that another thread or a deadline will end, without a reference count: what
/// ``Fiber/parkRemotely(_:_:abort:)`` hands out.
///
/// Proof that it is sound: the fibre stands in that wait until ``unpark()`` has arrived, or somebody on the loop
/// has called ``arrive()``, or until it took back what it waits for, and then nobody calls these any more. So
/// the fibre and its loop are there.
package struct UnownedParking: @unchecked Sendable {
  private let fiber: Unmanaged<Fiber>
  private let mailbox: Unmanaged<Mailbox>
  private let turn: UInt64

  init(_ parking: Parking) {
    fiber = .passUnretained(parking.fiber)
    mailbox = .passUnretained(parking.fiber.home.with { $0.mailbox })
    turn = parking.turn
  }

  /// Ends the wait; from any thread, once.
  package func unpark() {
    _ = mailbox._withUnsafeGuaranteedRef { $0.post(.unpark(self)) }
  }

  /// Has the processor fetch what ``arrive()`` looks at.
  @inline(__always)
  func fetch() { UnownedFiber(word: fiber.toOpaque()).fetch() }

  /// On the loop.
  func arrive() {
    _ = fiber._withUnsafeGuaranteedRef { $0.wake(turn: turn, by: .unparked) }
  }
}
