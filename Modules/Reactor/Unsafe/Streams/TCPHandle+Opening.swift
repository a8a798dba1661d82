import CUV

/// A connection on its way.
private final class PendingConnect {
  let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
  var status: Int32?
  var waiter: Parking?

  init() {
    request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    request.deallocate()
  }
}

extension TCPHandle {
  func connect(to target: RawAddress) throws {
    let address = target.address?.description ?? "?"
    givenName = "tcp connection to \(address)"
    let pending = PendingConnect()
    var target = target
    let result = target.withPointer { address in
      uv_tcp_connect(pending.request, tcp, address) { request, status in
        guard let data = request?.pointee.data else { return }
        let pending = Unmanaged<PendingConnect>.fromOpaque(data).takeUnretainedValue()
        pending.status = status
        pending.waiter?.unpark()
      }
    }
    try check(result, "connect to \(address)")
    do { try Fiber.park("connecting") { pending.waiter = $0 } } catch {
      close()
      while pending.status == nil { try Fiber.parkUncancellably { pending.waiter = $0 } }
      throw error
    }
    try check(pending.status ?? 0, "connect to \(address)")
    uv_tcp_nodelay(tcp, 1)
  }

  func bindAndListen(on address: RawAddress, backlog: Int) throws {
    var address = address
    let place = address.address?.description ?? "?"
    givenName = "tcp listener on \(place)"
    let bound = address.withPointer { uv_tcp_bind(tcp, $0, 0) }
    try check(bound, "listen on \(place)")
    try listen(on: place, backlog: backlog)
    givenName = "tcp listener on \((try? localAddress().description) ?? place)"
  }

  /// Takes a connection that has arrived at this listener.
  func acceptArrived() throws -> TCPHandle? {
    guard let connection = try acceptArrived(into: { try TCPHandle() }) else { return nil }
    uv_tcp_nodelay(connection.tcp, 1)
    return connection
  }
}
