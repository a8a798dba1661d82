import CUV

extension TCPHandle {
  func connect(to target: RawAddress) throws {
    let address = target.address?.description ?? "?"
    givenName = "tcp connection to \(address)"
    var target = target
    try StreamRequest.run(UV_CONNECT, of: self, "connecting", "connect to \(address)") { request in
      target.withPointer { address in
        uv_tcp_connect(request, tcp, address) { StreamRequest.end($0?.pointee.data, $1) }
      }
    }
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
