import CUV
import Glibc

/// The libuv side of a Unix-domain socket or of a pipe's end.
final class PipeHandle: StreamHandle {
  /// Of a listener at a path: the file to take away.
  var socketFile: SocketFile?

  init(named name: String) throws(ReactorError) {
    try super.init(UV_NAMED_PIPE, "open \(name)") { loop, raw in
      uv_pipe_init(loop, UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_pipe_t.self), 0)
    }
    givenName = name
  }

  /// Takes over an open socket or pipe, which becomes non-blocking.
  convenience init(_ descriptor: consuming Descriptor, named name: String) throws(ReactorError) {
    try self.init(named: name)
    let pipe = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_pipe_t.self)
    let result = uv_pipe_open(pipe, descriptor.number)
    guard result == 0 else {
      close()
      throw .system(operation: "open \(name)", code: SystemErrorCode(rawValue: result))
    }
    _ = descriptor.release()
  }

  override func willClose() {
    super.willClose()
    socketFile?.remove()
  }

  /// Takes a connection that has arrived at this listener.
  func acceptArrived() throws -> PipeHandle? {
    try acceptArrived { try PipeHandle(named: "unix connection at \(description)") }
  }

  // MARK: Addresses

  func localAddress() throws -> UnixAddress { try address("local", getsockname) }
  func peerAddress() throws -> UnixAddress { try address("peer", getpeername) }

  private func address(
    _ which: String,
    _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) throws -> UnixAddress {
    guard !isClosing else { throw StreamError.closed }
    var descriptor: uv_os_fd_t = -1
    try check(uv_fileno(raw, &descriptor), "tell the \(which) address of \(description)")
    var raw = RawUnixAddress()
    let result = raw.fill { ask(descriptor, $0, $1) }
    try checkErrno(result, "tell the \(which) address of \(description)")
    return raw.address
  }
}
