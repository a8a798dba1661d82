/// A TCP connection, on the loop.
///
/// ```swift
/// let stream = try TCPStream.connect(to: "127.0.0.1", port: 7)
/// defer { stream.close() }
/// try stream.write("hello")
/// let answer = try stream.read()
/// ```
///
/// Nagle's delay is off (see ``setNoDelay(_:)``). One fibre may read while another writes.
public final class TCPStream: ByteStream {
  private let handle: TCPHandle

  init(_ handle: TCPHandle) {
    self.handle = handle
  }

  /// Connects to a host, trying its addresses in order.
  ///
  /// - Parameters:
  ///   - host: A numeric address or a name.
  ///   - port: 1 to 65535.
  /// - Returns: The connection.
  /// - Throws: ``ReactorError/system(operation:code:)`` of the last address tried,
  ///   ``StreamError/badPort(_:)``, `CancellationError`.
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

  /// This end.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public var localAddress: SocketAddress {
    get throws { try handle.localAddress() }
  }

  /// The other end.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)`` where there is none
  ///   any more.
  public var peerAddress: SocketAddress {
    get throws { try handle.peerAddress() }
  }

  /// Whether small writes are sent at once (true, as every stream begins) or are held back for
  /// more to come, by Nagle's algorithm.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setNoDelay(_ isOn: Bool) throws {
    try handle.setNoDelay(isOn)
  }

  /// Has the system ask a silent peer whether it is still there, and break the connection when it
  /// is not.
  ///
  /// - Parameter idle: How long the peer may be silent, in whole seconds, at least one; nil turns
  ///   it off, as every stream begins.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setKeepAlive(after idle: Duration?) throws {
    try handle.setKeepAlive(after: idle)
  }

  // MARK: ByteStream

  /// Waits for bytes; all that have arrived.
  ///
  /// - Returns: At least one byte, or nil at the end of the stream.
  /// - Throws: ``StreamError/closed`` on a closed stream, ``StreamError/alreadyReading``,
  ///   ``ReactorError/system(operation:code:)`` where the connection broke, `CancellationError`.
  public func read() throws -> [UInt8]? { try handle.read() }

  /// Sends all of `bytes`.
  ///
  /// A write that is cancelled while it waits closes the connection: the peer has only a part of
  /// the message.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func write(_ bytes: [UInt8]) throws { try handle.write(bytes) }

  /// Sends all of a part of an array; see ``write(_:)-([UInt8])``.
  ///
  /// - Throws: As there.
  public func write(_ bytes: ArraySlice<UInt8>) throws { try handle.write(bytes) }

  /// Sends what the system takes at once, and waits for nothing; on a fibre or not.
  ///
  /// - Parameter bytes: What is to be sent.
  /// - Returns: How many of them were sent: 0 where the peer has no room, or where others wait to be
  ///   sent before.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func tryWrite(_ bytes: [UInt8]) throws -> Int { try handle.tryWrite(bytes) }

  /// Half closes the connection: the peer reads what was written and then the end; reading goes on.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func shutdownWrite() throws { try handle.shutdownWrite() }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { handle.isClosing }

  /// Closes the connection; whoever waits on it gets ``StreamError/closed``.
  public func close() { handle.close() }

  // MARK: A receiver instead of a reader

  /// Has `receiver` told what arrives, from now on and until the stream is closed.
  ///
  /// The stream keeps the receiver as long.
  ///
  /// - Throws: ``StreamError/alreadyReading`` while a fibre reads or there is a receiver,
  ///   ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func startReceiving(_ receiver: any StreamReceiver) throws {
    try handle.startReceiving(receiver)
  }

  /// Leaves what arrives to the system, so that the peer has to wait, until ``resumeReceiving()``.
  ///
  /// The end is not seen either until then.
  public func pauseReceiving() { handle.stopReading() }

  /// Half closes the connection as ``shutdownWrite()``, and waits for nothing; on a fibre or not.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func startShutdownOfWriting() throws { try handle.startShutdownOfWriting() }

  /// Goes on after ``pauseReceiving()``; does nothing on a stream that has ended or is closed.
  ///
  /// - Throws: ``ReactorError/system(operation:code:)``.
  public func resumeReceiving() throws { try handle.startReading() }
}
