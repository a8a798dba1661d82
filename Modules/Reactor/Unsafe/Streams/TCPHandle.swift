import CUV
import Glibc

/// The libuv side of a TCP socket.
final class TCPHandle: StreamHandle {
  /// Made when somebody asks: most connections are never named.
  override var description: String {
    if let givenName { return givenName }
    // By an error that names no handle: the peer may be gone, and this be asked for an error's words.
    guard !isClosing, let peer = try? address(uv_tcp_getpeername, "tell a peer's address") else {
      return "tcp connection"
    }
    return "tcp connection from \(peer)"
  }

  init() throws(ReactorError) {
    try super.init(UV_TCP, "open a TCP socket") { loop, raw in
      uv_tcp_init(loop, UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_tcp_t.self))
    }
  }

  /// Takes over a connected socket, which becomes non-blocking.
  convenience init(_ descriptor: consuming Descriptor, named name: String) throws(ReactorError) {
    try self.init()
    givenName = name
    let result = uv_tcp_open(tcp, descriptor.number)
    guard result == 0 else {
      close()
      throw .system(operation: "open \(name)", code: SystemErrorCode(rawValue: result))
    }
    _ = descriptor.release()
  }

  var tcp: UnsafeMutablePointer<uv_tcp_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_tcp_t.self)
  }

  // MARK: Addresses

  func localAddress() throws -> SocketAddress {
    guard !isClosing else { throw StreamError.closed }
    return try address(uv_tcp_getsockname, "tell the local address of \(description)")
  }

  func peerAddress() throws -> SocketAddress {
    guard !isClosing else { throw StreamError.closed }
    return try address(uv_tcp_getpeername, "tell the peer address of \(description)")
  }

  private func address(
    _ ask: (UnsafePointer<uv_tcp_t>, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) ->
      Int32,
    _ operation: @autoclosure () -> String
  ) throws(ReactorError) -> SocketAddress {
    var raw = RawAddress()
    var length = Int32(MemoryLayout<sockaddr_storage>.size)
    let result = raw.withPointer { ask(tcp, $0, &length) }
    try check(result, operation())
    return raw.address ?? SocketAddress(host: "?", port: 0)
  }

  // MARK: Options

  func setNoDelay(_ isOn: Bool) throws {
    guard !isClosing else { throw StreamError.closed }
    try check(uv_tcp_nodelay(tcp, isOn ? 1 : 0), "set noDelay of \(description)")
  }

  /// Nil turns it off.
  func setKeepAlive(after idle: Duration?) throws {
    guard !isClosing else { throw StreamError.closed }
    let seconds = idle.map { UInt32(clamping: max($0.components.seconds, 1)) } ?? 0
    try check(
      uv_tcp_keepalive(tcp, idle == nil ? 0 : 1, seconds),
      "set keepAlive of \(description)"
    )
  }
}
