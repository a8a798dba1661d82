import CUV
import Glibc

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
    let name = target.address?.description ?? "?"
    setName("tcp connection to \(name)")
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
    try check(result, "connect to \(name)")
    do { try Fiber.park("connecting") { pending.waiter = $0 } } catch {
      close()
      while pending.status == nil { try Fiber.parkUncancellably { pending.waiter = $0 } }
      throw error
    }
    try check(pending.status ?? 0, "connect to \(name)")
    uv_tcp_nodelay(tcp, 1)
  }

  func listen(on address: RawAddress, backlog: Int, _ onConnection: uv_connection_cb) throws {
    var address = address
    let name = address.address?.description ?? "?"
    let bound = address.withPointer { uv_tcp_bind(tcp, $0, 0) }
    try check(bound, "listen on \(name)")
    try check(uv_listen(stream, Int32(backlog), onConnection), "listen on \(name)")
    setName("tcp listener on \((try? localAddress().description) ?? name)")
  }

  /// Takes a connection that has arrived on this listener.
  func acceptArrived() throws -> TCPHandle {
    let connection = try TCPHandle()
    do throws(ReactorError) {
      try check(uv_accept(stream, connection.stream), "accept a connection")
    } catch {
      connection.close()
      throw error
    }
    uv_tcp_nodelay(connection.tcp, 1)
    return connection
  }
}
