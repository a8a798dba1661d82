import Glibc
import Reactor

/// A socket with Python's methods, each of which waits where the system's call would block.
///
/// ```swift
/// let socket = try GenSocket(.inet, .stream)
/// defer { socket.close() }
/// try socket.connect("example.org", 80)
/// try socket.sendAll("GET / HTTP/1.0\r\nHost: example.org\r\n\r\n")
/// print(String(decoding: try socket.recv(1024), as: UTF8.self))
/// ```
///
/// Names are looked up without blocking the loop. One task may receive while another sends. A
/// socket belongs to its loop's thread; the loop closes and names in its log those left open.
///
/// Source: Python's `socket` module, socket(7).
public final class GenSocket {
  /// Which addresses a socket has.
  public enum Family: Sendable, Hashable {
    /// IPv4.
    case inet
    /// IPv6.
    case inet6
    /// Sockets of this machine.
    case unix
  }

  /// What a socket carries.
  public enum Kind: Sendable, Hashable {
    /// Bytes over a connection: TCP for `inet`.
    case stream
    /// Messages: UDP for `inet`.
    case datagram
  }

  private let raw: RawSocket
  /// How long each call may wait; nil, as every socket begins, is for ever.
  ///
  /// Python's `settimeout`. ``sendAll(_:)-([UInt8])`` has the time for the whole.
  public var timeout: Duration?

  /// Opens a socket.
  ///
  /// - Throws: `ReactorError.system`; `ReactorError.notOnFiber` away from a loop.
  public init(_ family: Family = .inet, _ kind: Kind = .stream) throws {
    let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
    raw = try RawSocket(family: family.number, type: Int32(type.rawValue))
  }

  private init(_ raw: RawSocket) {
    self.raw = raw
  }

  /// The system's number of the socket, for calls that are not offered here; it stays the socket's
  /// own.
  public var fileno: Int32 { raw.number }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { raw.isClosed }

  /// Closes it; whoever waits on it gets `StreamError.closed`.
  ///
  /// Later calls do nothing.
  public func close() { raw.close() }

  // MARK: Addresses

  /// This end's address.
  ///
  /// - Throws: `StreamError.closed`, `ReactorError.system`.
  public var localAddress: GenSocketAddress {
    get throws { GenSocketAddress(try raw.localEndpoint()) }
  }

  /// The other end's address.
  ///
  /// - Throws: `StreamError.closed`, `ReactorError.system` where it is not connected.
  public var peerAddress: GenSocketAddress {
    get throws { GenSocketAddress(try raw.peerEndpoint()) }
  }

  /// Gives it an address of this machine; port 0 has the system choose one.
  ///
  /// - Throws: `ReactorError.system`, `StreamError.badPort`, `StreamError.badUnixAddress`,
  ///   `StreamError.closed`.
  public func bind(_ address: GenSocketAddress) throws { try raw.bind(to: address.endpoint) }

  /// Gives it an address of this machine; see ``bind(_:)``.
  ///
  /// - Throws: As there.
  public func bind(_ host: String, _ port: Int) throws { try bind(.host(host, port: port)) }

  // MARK: Connections

  /// Connects, trying the addresses of a name in turn; a datagram socket then has one peer.
  ///
  /// - Throws: `ReactorError.system` of the last address tried, ``GenTimeoutError``,
  ///   ``GenCancelledError``, `StreamError.closed`. The socket should be closed then.
  public func connect(_ address: GenSocketAddress) throws {
    try limited { try raw.connect(to: address.endpoint) }
  }

  /// Connects; see ``connect(_:)``.
  ///
  /// - Throws: As there.
  public func connect(_ host: String, _ port: Int) throws {
    try connect(.host(host, port: port))
  }

  /// Lets others connect.
  ///
  /// - Parameter backlog: How many may wait to be accepted.
  /// - Throws: `ReactorError.system`, `StreamError.closed`.
  public func listen(_ backlog: Int = 128) throws { try raw.listen(backlog: backlog) }

  /// Waits for the next connection.
  ///
  /// Several tasks may wait; each connection goes to one of them.
  ///
  /// - Returns: The connection, and its other end.
  /// - Throws: `ReactorError.system`, ``GenTimeoutError``, ``GenCancelledError``,
  ///   `StreamError.closed`.
  public func accept() throws -> (socket: GenSocket, peer: GenSocketAddress) {
    let connection = GenSocket(try limited { try raw.accept() })
    do { return (connection, try connection.peerAddress) } catch {
      connection.close()
      throw error
    }
  }

  /// Ends the sending direction: the peer receives what was sent and then the end.
  ///
  /// - Throws: `ReactorError.system`, `StreamError.closed`.
  public func shutdownSend() throws { try raw.shutdown(Int32(SHUT_WR)) }

  // MARK: Bytes

  /// Waits for bytes, or for a message.
  ///
  /// - Parameter count: The most bytes wanted; what is longer in a message is lost.
  /// - Returns: What has come; nothing at the end of a stream.
  /// - Throws: `ReactorError.system`, ``GenTimeoutError``, ``GenCancelledError``,
  ///   `StreamError.closed`.
  public func recv(_ count: Int) throws -> [UInt8] {
    try limited { try raw.receive(atMost: count) }
  }

  /// Sends as many of `bytes` as there is room for; waits for room for one.
  ///
  /// - Returns: How many were sent.
  /// - Throws: `ReactorError.system`, ``GenTimeoutError``, ``GenCancelledError``,
  ///   `StreamError.closed`.
  @discardableResult
  public func send(_ bytes: [UInt8]) throws -> Int {
    try limited { try raw.send(bytes[...]) }
  }

  /// Sends all of `bytes`.
  ///
  /// - Throws: `ReactorError.system`, ``GenTimeoutError``, ``GenCancelledError``,
  ///   `StreamError.closed`; a part may have been sent then.
  public func sendAll(_ bytes: [UInt8]) throws {
    try limited {
      var rest = bytes[...]
      while !rest.isEmpty { rest = rest.dropFirst(try raw.send(rest)) }
    }
  }

  /// Sends all of `text` in UTF-8.
  ///
  /// - Throws: As ``sendAll(_:)-([UInt8])``.
  public func sendAll(_ text: String) throws { try sendAll(Array(text.utf8)) }

  // MARK: Messages

  /// Sends one message; waits while the system has no room for it.
  ///
  /// - Returns: How many bytes were sent: all.
  /// - Throws: `ReactorError.system`, ``GenTimeoutError``, ``GenCancelledError``,
  ///   `StreamError.closed`.
  @discardableResult
  public func sendTo(_ bytes: [UInt8], _ address: GenSocketAddress) throws -> Int {
    try limited { try raw.send(bytes, to: address.endpoint) }
  }

  /// Waits for a message.
  ///
  /// - Parameter count: The most bytes wanted; what is longer is lost.
  /// - Returns: The message and who sent it.
  /// - Throws: `ReactorError.system`, ``GenTimeoutError``, ``GenCancelledError``,
  ///   `StreamError.closed`.
  public func recvFrom(_ count: Int) throws -> (bytes: [UInt8], sender: GenSocketAddress) {
    let (bytes, sender) = try limited { try raw.receiveMessage(atMost: count) }
    return (bytes, GenSocketAddress(sender))
  }

  // MARK: Options

  /// Sets an option of the system: `setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)`.
  ///
  /// - Throws: `ReactorError.system`, `StreamError.closed`.
  public func setsockopt(_ level: Int32, _ name: Int32, _ value: Int32) throws {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value.littleEndian >> ($0 * 8)) }
    try raw.setOption(level, name, bytes)
  }

  /// Sets an option whose value is no number.
  ///
  /// - Throws: `ReactorError.system`, `StreamError.closed`.
  public func setsockopt(_ level: Int32, _ name: Int32, _ value: [UInt8]) throws {
    try raw.setOption(level, name, value)
  }

  /// An option's value.
  ///
  /// - Throws: `ReactorError.system`, `StreamError.closed`.
  public func getsockopt(_ level: Int32, _ name: Int32) throws -> Int32 {
    try raw.option(level, name)
  }

  private func limited<T>(_ body: () throws -> T) throws -> T {
    try withTimeout(timeout, body)
  }
}

extension GenSocket.Family {
  fileprivate var number: Int32 {
    switch self {
    case .inet: AF_INET
    case .inet6: AF_INET6
    case .unix: AF_UNIX
    }
  }
}
