import CUV
import Glibc

// The sockets are opened here and given to libuv then: its own `uv_pipe_bind` and `uv_pipe_connect`
// know no abstract names before 1.46, and cut long paths short.

extension PipeHandle {
  static func connect(to address: UnixAddress) throws -> PipeHandle {
    let raw = try RawUnixAddress(address)
    let socket = try openSocket(for: "connect to \(address)")
    var pause = Duration.milliseconds(1)
    while raw.withPointer({ Glibc.connect(socket.number, $0, $1) }) == -1 {
      let code = errnoCode()
      // The listener's backlog is full, and the system cannot tell when it has room again.
      guard code == .tryAgain else {
        throw ReactorError.system(operation: "connect to \(address)", code: code)
      }
      try Fiber.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(50))
    }
    return try PipeHandle(socket, named: "unix connection to \(address)")
  }

  static func pair() throws -> (PipeHandle, PipeHandle) {
    var ends: (Int32, Int32) = (-1, -1)
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let result = withUnsafeMutableBytes(of: &ends) {
      socketpair(AF_UNIX, kind, 0, $0.assumingMemoryBound(to: Int32.self).baseAddress)
    }
    try checkErrno(result, "open a pair of streams")
    let second = Descriptor(owning: ends.1)
    let one = try PipeHandle(Descriptor(owning: ends.0), named: "unix pair")
    do {
      return (one, try PipeHandle(second, named: "unix pair"))
    } catch {
      one.close()
      throw error
    }
  }

  static func listen(at address: UnixAddress, replacesStale: Bool, backlog: Int) throws
    -> PipeHandle
  {
    let socket = try openSocket(for: "listen on \(address)")
    let file = try bind(socket.number, to: address, replacesStale: replacesStale)
    let handle: PipeHandle
    do { handle = try PipeHandle(socket, named: "unix listener on \(address)") } catch {
      file?.remove()
      throw error
    }
    handle.socketFile = file
    do { try handle.listen(on: "\(address)", backlog: backlog) } catch {
      handle.close()
      throw error
    }
    return handle
  }

  private static func openSocket(for operation: String) throws(ReactorError) -> Descriptor {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    return Descriptor(owning: try checkErrno(socket(AF_UNIX, Int32(kind), 0), operation))
  }

  private static func bind(_ socket: Int32, to address: UnixAddress, replacesStale: Bool) throws
    -> SocketFile?
  {
    let raw = try RawUnixAddress(address)
    let bind = { raw.withPointer { Glibc.bind(socket, $0, $1) } }
    var result = bind()
    if result == -1, errno == EADDRINUSE, replacesStale, isStale(address, raw) {
      if case .path(let path) = address { unlink(path) }
      result = bind()
    }
    try checkErrno(result, "listen on \(address)")
    return if case .path(let path) = address { SocketFile(path) } else { nil }
  }

  /// Whether the address is a socket file that nobody listens at.
  private static func isStale(_ address: UnixAddress, _ raw: RawUnixAddress) -> Bool {
    guard case .path(let path) = address, SocketFile(path) != nil,
      let probe = try? openSocket(for: "probe \(path)")
    else { return false }
    let result = raw.withPointer { Glibc.connect(probe.number, $0, $1) }
    return result == -1 && errno == ECONNREFUSED
  }
}
