/// A ``Parking`` that other threads may hold: ``unpark()`` takes effect on the loop.
public struct RemoteParking: Sendable {
  private let parking: LoopBound<Parking>
  private let reactor: Reactor

  /// Wraps `parking`; on the loop's thread.
  ///
  /// Nil once the reactor is closing, or the wait is over.
  public init?(_ parking: Parking) {
    // A fibre that waits has its loop.
    guard parking.isWaiting, let reactor = parking.fiber.home.with({ $0.reactor }) else {
      return nil
    }
    self.parking = LoopBound(parking, of: reactor)
    self.reactor = reactor
  }

  /// Ends the wait from any thread.
  ///
  /// Later calls do nothing, nor do calls after the loop has closed: its fibres have ended then.
  public func unpark() {
    try? reactor.submit { [parking] in parking.value.unpark() }
  }
}
