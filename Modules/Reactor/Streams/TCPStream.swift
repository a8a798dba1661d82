/// A TCP connection, on the loop.
///
/// ```swift
/// let stream = try TCPStream.connect(to: "127.0.0.1", port: 7)
/// defer { stream.close() }
/// try stream.write(Array("hello".utf8))
/// let answer = try stream.read()
/// ```
public final class TCPStream {
  private let handle: TCPHandle

  init(_ handle: TCPHandle) {
    self.handle = handle
  }

  /// Connects to a host, trying its addresses in order.
  ///
  /// - Throws: `ReactorError.system` of the last address tried, `CancellationError`.
  public static func connect(to host: String, port: Int) throws -> TCPStream {
    guard (1...65535).contains(port) else { throw StreamError.badPort(port) }
    var last: any Error = StreamError.closed
    for address in try NameLookup.addresses(of: host, port: port) {
      let handle = try TCPHandle()
      do {
        try handle.connect(to: address)
        return TCPStream(handle)
      } catch {
        handle.close()
        guard error is ReactorError else { throw error }
        last = error
      }
    }
    throw last
  }

  /// The other end.
  ///
  /// - Throws: `ReactorError.system` where there is none any more.
  public var peerAddress: SocketAddress {
    get throws { try handle.peerAddress() }
  }

  /// Waits for bytes; all that have arrived.
  ///
  /// - Returns: At least one byte, or nil at the end of the stream.
  /// - Throws: `StreamError.closed` on a closed stream, `StreamError.alreadyReading`,
  ///   `ReactorError.system` where the connection broke, `CancellationError`.
  public func read() throws -> [UInt8]? {
    try handle.waitForInput()
    let bytes = handle.takeInput()
    guard bytes.isEmpty else { return bytes }
    guard !handle.isClosing else { throw StreamError.closed }
    let code = SystemErrorCode(rawValue: handle.readStatus)
    guard code == .endOfFile else {
      throw ReactorError.system(operation: "read from \(handle)", code: code)
    }
    return nil
  }

  /// Has `receiver` told what arrives, from now on and until the stream is closed.
  ///
  /// The stream keeps the receiver as long.
  ///
  /// - Throws: `StreamError.alreadyReading` while a fibre reads or there is a receiver,
  ///   `StreamError.closed`, `ReactorError.system`.
  public func startReceiving(_ receiver: any StreamReceiver) throws {
    try handle.startReceiving(receiver)
  }

  /// Leaves what arrives to the system, so that the peer has to wait, until ``resumeReceiving()``.
  ///
  /// The end is not seen either until then.
  public func pauseReceiving() {
    handle.stopReading()
  }

  /// Goes on after ``pauseReceiving()``; does nothing on a stream that has ended or is closed.
  ///
  /// - Throws: `ReactorError.system`.
  public func resumeReceiving() throws {
    try handle.startReading()
  }

  /// Sends all of `bytes`.
  ///
  /// A cancelled write closes the connection: the peer has only a part of the message.
  ///
  /// - Throws: `StreamError.closed`, `ReactorError.system`, `CancellationError`.
  public func write(_ bytes: [UInt8]) throws {
    try handle.write(bytes)
  }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { handle.isClosing }

  /// Closes the connection; whoever waits on it gets `StreamError.closed`.
  public func close() {
    handle.close()
  }
}
