/// A connection between two processes of this machine, on the loop.
///
/// ```swift
/// let stream = try UnixStream.connect(to: "/run/umbra.sock")
/// defer { stream.close() }
/// try stream.write("hello")
/// ```
public final class UnixStream: ByteStream {
  private let handle: PipeHandle

  init(_ handle: PipeHandle) {
    self.handle = handle
  }

  /// Connects to a listener; waits while its backlog is full.
  ///
  /// - Parameter address: A path or an abstract name.
  /// - Returns: The connection.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the address,
  ///   ``StreamError/badUnixAddress(_:)``, `CancellationError`.
  public static func connect(to address: UnixAddress) throws -> UnixStream {
    UnixStream(try PipeHandle.connect(to: address))
  }

  /// Two streams that are connected with each other: for tests, and to hand one to somebody.
  ///
  /// - Returns: The two ends, which are alike.
  /// - Throws: ``ReactorError/system(operation:code:)``.
  public static func pair() throws -> (UnixStream, UnixStream) {
    let (first, second) = try PipeHandle.pair()
    return (UnixStream(first), UnixStream(second))
  }

  /// This end; ``UnixAddress/unnamed`` on the side that has connected.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public var localAddress: UnixAddress {
    get throws { try handle.localAddress() }
  }

  /// The other end; ``UnixAddress/unnamed`` on the side that has accepted.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public var peerAddress: UnixAddress {
    get throws { try handle.peerAddress() }
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
