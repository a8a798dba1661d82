public import Reactor

/// A stream of bytes with a person or program at its other end, for a ``StreamConsole``: TCP, a Unix-domain
/// socket, a pipe.
///
/// It is text in UTF-8, by lines. The byte 3 (Ctrl-C) is an interrupt, at once: it stops what runs, or forgets the
/// line in which it is.
public final class ConsoleConnection: Sendable {
  private let reactor: Reactor
  private let session: LoopBound<ConnectionSession>

  /// A connection over `stream`, which is its own from now on; on the stream's fibre.
  ///
  /// - Throws: `ReactorError.notOnFiber` away from the stream's reactor.
  public init(_ stream: any ByteStream) throws(ReactorError) {
    guard let reactor = Reactor.current else {
      throw .notOnFiber(operation: "ConsoleConnection.init")
    }
    self.reactor = reactor
    session = LoopBound(ConnectionSession(stream), of: reactor)
  }

  /// Waits for a line.
  ///
  /// - Returns: The line, without its end.
  /// - Throws: ``EndOfInput``, ``ConsoleInterrupt``, `CancellationError`, `ReactorError`, `StreamError`.
  public func nextLine() async throws -> String {
    try await reactor.run(name: "connection") { [session] in try session.value.nextLine() }
  }

  /// Writes text.
  ///
  /// - Throws: `CancellationError`, `ReactorError` and `StreamError` where it cannot be written.
  public func write(_ text: String) async throws {
    try await reactor.run(name: "connection") { [session] in try session.value.write(text) }
  }

  /// Closes the stream.
  public func close() async {
    try? await reactor.run(name: "connection") { [session] in session.value.close() }
  }

  /// Until it is cancelled: tells of each interrupt, and of the other end's leaving.
  func watch(_ onInterrupt: @escaping @Sendable () -> Void) async throws {
    try await reactor.run(name: "connection") { [session] in
      try session.value.watch(onInterrupt)
    }
  }
}

/// What a connection does on the loop.
private final class ConnectionSession {
  private static let interrupt: UInt8 = 3
  /// How much may be sent ahead while code runs, in bytes; then the other end has to wait.
  private static let mostAhead = 1 << 20

  private let stream: any ByteStream
  private let lines: LineReader

  init(_ stream: any ByteStream) {
    self.stream = stream
    lines = LineReader(stream, interrupt: Self.interrupt)
  }

  func nextLine() throws -> String { try lines.next() }

  func write(_ text: String) throws { try stream.write(text) }
  func close() { stream.close() }

  func watch(_ onInterrupt: () -> Void) throws {
    while lines.waiting < Self.mostAhead, let bytes = try stream.read() {
      guard let last = bytes.lastIndex(of: Self.interrupt) else {
        lines.take(bytes)
        continue
      }
      lines.forget()
      lines.take(bytes[(last + 1)...])
      onInterrupt()
    }
    if lines.waiting < Self.mostAhead { onInterrupt() }
    try Fiber.park { _ in }
  }
}
