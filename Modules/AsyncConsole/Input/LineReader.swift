import Reactor

/// Lines of a stream of bytes; on the loop.
final class LineReader {
  /// The longest line that is taken, in bytes.
  static let longest = 16 << 20

  private let stream: any ByteStream
  /// The byte that forgets the line in which it is, Ctrl-C; nil where it is one like others.
  private let interrupt: UInt8?
  private var bytes: [UInt8] = []
  private var start = 0

  init(_ stream: any ByteStream, interrupt: UInt8? = nil) {
    self.stream = stream
    self.interrupt = interrupt
  }

  /// Waits for the next line, which ends with a line feed or the stream.
  ///
  /// - Returns: The line without its end (a line feed, or carriage return and line feed).
  /// - Throws: ``EndOfInput``; ``ConsoleInterrupt`` as soon as its byte comes; `StreamError.tooLong`; as `DescriptorStream.read()`.
  func next() throws -> String {
    var searched = start
    while true {
      if let end = bytes[searched...].firstIndex(where: isEnd) {
        defer { start = end + 1 }
        guard bytes[end] != interrupt else { throw ConsoleInterrupt() }
        return text(bytes[start..<end])
      }
      guard bytes.count - start < Self.longest else {
        throw StreamError.tooLong(limit: Self.longest)
      }
      bytes.removeFirst(start)
      start = 0
      searched = bytes.count
      guard let more = try stream.read() else { return try rest() }
      bytes += more
    }
  }

  /// Takes bytes that somebody else has read from the stream.
  func take(_ more: some Collection<UInt8>) { bytes += more }

  /// Forgets what has come but was not asked for.
  func forget() {
    bytes = []
    start = 0
  }

  /// How many bytes have come that were not asked for.
  var waiting: Int { bytes.count - start }

  private func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == interrupt }

  private func rest() throws(EndOfInput) -> String {
    guard !bytes.isEmpty else { throw EndOfInput() }
    defer { bytes = [] }
    return text(bytes[...])
  }

  private func text(_ line: ArraySlice<UInt8>) -> String {
    let end = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    return String(decoding: end, as: UTF8.self)
  }
}
