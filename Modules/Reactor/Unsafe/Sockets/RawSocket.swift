import CUV
import Glibc

/// A socket of the system as it is, on the loop: what it cannot do at once it waits for.
///
/// The streams and datagram sockets of this module are easier to use and faster; this is for those
/// who want each option and each call.
package final class RawSocket {
  let handle: PollHandle
  /// The family as the system numbers it: `AF_INET` and so on.
  package let family: Int32
  private let name: String

  /// Opens a socket.
  ///
  /// - Parameters:
  ///   - family: `AF_INET`, `AF_INET6` or `AF_UNIX`.
  ///   - type: `SOCK_STREAM` or `SOCK_DGRAM`.
  /// - Throws: ``ReactorError/system(operation:code:)``; ``ReactorError/notOnFiber(operation:)``
  ///   away from a reactor's thread.
  package init(family: Int32, type: Int32) throws(ReactorError) {
    let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let number = try checkErrno(socket(family, type | flags, 0), "open a socket")
    name = "socket \(number)"
    handle = try PollHandle(owning: Descriptor(owning: number), name: name)
    self.family = family
  }

  private init(owning number: Int32, family: Int32) throws(ReactorError) {
    name = "socket \(number)"
    handle = try PollHandle(owning: Descriptor(owning: number), name: name)
    self.family = family
  }

  /// The system's number of it.
  package var number: Int32 { handle.descriptor }
  package var isClosed: Bool { handle.isClosing }

  package func close() { handle.close() }

  // MARK: Addresses

  package func bind(to endpoint: SocketEndpoint) throws {
    let raw = try addresses(of: endpoint)[0]
    let result = try open { number in raw.withPointer { Glibc.bind(number, $0, $1) } }
    try checkErrno(result, "bind \(name) to \(endpoint)")
  }

  package func localEndpoint() throws -> SocketEndpoint {
    var raw = RawEndpoint()
    let result = try open { number in raw.fill { getsockname(number, $0, $1) } }
    try checkErrno(result, "name the address of \(name)")
    return raw.endpoint
  }

  package func peerEndpoint() throws -> SocketEndpoint {
    var raw = RawEndpoint()
    let result = try open { number in raw.fill { getpeername(number, $0, $1) } }
    try checkErrno(result, "name the peer of \(name)")
    return raw.endpoint
  }

  // MARK: Connections

  package func listen(backlog: Int) throws {
    try checkErrno(open { Glibc.listen($0, Int32(clamping: backlog)) }, "listen on \(name)")
  }

  /// Waits for a connection.
  package func accept() throws -> RawSocket {
    let number = try whenReadable("accept a connection on \(name)") {
      Int(Glibc.accept($0, nil, nil))
    }
    // In a step of its own, since glibc declares `accept4` for GNU sources only. It is libuv that makes
    // the descriptor non-blocking.
    _ = fcntl(Int32(number), F_SETFD, FD_CLOEXEC)
    return try RawSocket(owning: Int32(number), family: family)
  }

  /// Connects, trying the addresses of a name in their order.
  package func connect(to endpoint: SocketEndpoint) throws {
    var last: any Error = StreamError.closed
    for raw in try addresses(of: endpoint) {
      do { return try connect(to: raw, named: endpoint) } catch let error as ReactorError {
        last = error
      }
    }
    throw last
  }

  private func connect(to raw: RawEndpoint, named endpoint: SocketEndpoint) throws {
    let operation = "connect to \(endpoint)"
    let result = try open { number in raw.withPointer { Glibc.connect(number, $0, $1) } }
    guard result == -1 else { return }
    switch errno {
    case EINPROGRESS, EINTR:
      try handle.waitWritable()
      let code = try option(SOL_SOCKET, SO_ERROR)
      guard code == 0 else {
        throw ReactorError.system(operation: operation, code: SystemErrorCode(rawValue: -code))
      }
    case EAGAIN where family == AF_UNIX:
      // The listener's backlog is full, and the system does not tell when it is not any more.
      try Fiber.sleep(for: .milliseconds(1))
      try connect(to: raw, named: endpoint)
    case _: try checkErrno(result, operation)
    }
  }

  func addresses(of endpoint: SocketEndpoint) throws -> [RawEndpoint] {
    switch endpoint {
    case .unix(let address): return [try RawEndpoint(address)]
    case .network(let address):
      guard (0...65535).contains(address.port) else { throw StreamError.badPort(address.port) }
      let all = try NameLookup.addresses(of: address.host, port: address.port)
      let fitting = all.filter { Int32($0.storage.ss_family) == family }
      guard !fitting.isEmpty else {
        let code = SystemErrorCode(rawValue: -EAFNOSUPPORT)
        throw ReactorError.system(operation: "use \(address) with \(name)", code: code)
      }
      return fitting.map(RawEndpoint.init)
    }
  }
}

// MARK: - Waiting

extension RawSocket {
  /// Gives the descriptor to a call, while it is one.
  func open<T>(_ call: (Int32) -> T) throws -> T {
    guard !handle.isClosing else { throw StreamError.closed }
    return call(handle.descriptor)
  }

  /// Repeats a call until it does not say "not now".
  func whenReadable(_ operation: String, _ call: (Int32) -> Int) throws -> Int {
    try repeating(operation, call, wait: handle.waitReadable)
  }

  /// Repeats a call until it does not say "not now".
  func whenWritable(_ operation: String, _ call: (Int32) -> Int) throws -> Int {
    try repeating(operation, call, wait: handle.waitWritable)
  }

  private func repeating(
    _ operation: String,
    _ call: (Int32) -> Int,
    wait: () throws -> Void
  ) throws -> Int {
    while true {
      let result = try open(call)
      guard result == -1 else { return result }
      switch errno {
      case EAGAIN: try wait()
      case EINTR: continue
      case _: try checkErrno(-1, operation)
      }
    }
  }
}
