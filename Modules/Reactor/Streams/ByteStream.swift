/// A stream of bytes in both directions, on the loop: a connection, a pipe, a terminal.
///
/// Write code that parses and answers against this protocol, and it works over any of them.
///
/// ```swift
/// func echo(_ stream: some ByteStream) throws {
///   while let bytes = try stream.read() { try stream.write(bytes) }
/// }
/// ```
///
/// One fibre may read while others write, each message whole. Streams belong to the loop's thread.
public protocol ByteStream: AnyObject {
  /// Waits for bytes; all that have arrived.
  ///
  /// A cancelled wait takes nothing from the stream.
  ///
  /// - Returns: At least one byte, or nil at the end of the stream.
  /// - Throws: ``StreamError/closed`` on a closed stream, ``StreamError/alreadyReading``,
  ///   ``ReactorError/system(operation:code:)`` where the stream broke, `CancellationError`.
  func read() throws -> [UInt8]?

  /// Sends all of `bytes`; waits for what the system does not take at once, and lets other fibres
  /// have their turn in the course of a long message.
  ///
  /// A write that is cancelled while it waits closes the stream: the peer has only a part of the
  /// message.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)`` where the stream
  ///   broke, `CancellationError`.
  func write(_ bytes: [UInt8]) throws

  /// Ends the writing side: the peer reads what was written and then the end; reading goes on.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  func shutdownWrite() throws

  /// Whether ``close()`` was called.
  var isClosed: Bool { get }

  /// Closes the stream; whoever waits on it gets ``StreamError/closed``.
  ///
  /// Later calls do nothing.
  func close()
}

extension ByteStream {
  /// Sends `text` in UTF-8.
  ///
  /// - Throws: As ``write(_:)-([UInt8])``.
  public func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  /// Reads until the end of the stream.
  ///
  /// - Parameter limit: The most bytes to take from the peer.
  /// - Returns: All that came, possibly nothing.
  /// - Throws: ``StreamError/tooLong(limit:)`` when more than `limit` bytes come; else as ``read()``.
  public func readToEnd(limit: Int = 64 << 20) throws -> [UInt8] {
    var all: [UInt8] = []
    while let bytes = try read() {
      guard bytes.count <= limit - all.count else { throw StreamError.tooLong(limit: limit) }
      all += bytes
    }
    return all
  }
}
