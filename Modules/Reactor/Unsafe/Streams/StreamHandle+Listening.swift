import CUV

/// Connections that have arrived at a listener and were not accepted yet, and who waits for one.
final class Arrivals {
  var count = 0
  let acceptors = ParkingLot()
  /// Told of each arrival, instead of the waiters.
  var onArrival: (() -> Void)?

  func add() {
    count += 1
    if let onArrival { return onArrival() }
    acceptors.unparkFirst()
  }

  func close() {
    onArrival = nil
    acceptors.unparkAll()
  }
}

extension StreamHandle {
  /// Makes this bound handle a listener.
  final func listen(on address: String, backlog: Int) throws {
    arrivals = Arrivals()
    let result = uv_listen(stream, Int32(clamping: backlog)) { stream, status in
      // A failed accept of the system leaves nothing to take; libuv goes on listening.
      guard status == 0 else { return }
      StreamHandle.withOwner(of: stream?.pointee.data) { $0.arrivals?.add() }
    }
    try check(result, "listen on \(address)")
  }

  /// Takes a connection that has arrived over by a handle that `make` opens; nil where there is
  /// none.
  final func acceptArrived<Connection: StreamHandle>(into make: () throws -> Connection) throws
    -> Connection?
  {
    guard let arrivals, !isClosing else { throw StreamError.closed }
    guard arrivals.count > 0 else { return nil }
    arrivals.count -= 1
    let connection = try make()
    do {
      try check(uv_accept(stream, connection.stream), "accept a connection at \(description)")
    } catch {
      connection.close()
      throw error
    }
    return connection
  }

  /// Waits until a connection may have arrived, or the listener is closed.
  final func waitForArrival() throws {
    guard let arrivals, !isClosing else { return }
    try arrivals.acceptors.park("accept()")
  }
}
