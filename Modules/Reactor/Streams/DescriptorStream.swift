/// A stream over a descriptor that the process has already: standard input and output, a terminal,
/// a pipe from another program, a file.
///
/// ```swift
/// let input = try DescriptorStream.standardInput()
/// defer { input.close() }
/// while let bytes = try input.read() { ... }       // waits, and other fibres run meanwhile
/// ```
///
/// The descriptor itself stays open, and as it is: the stream works on a duplicate, and on one
/// with settings of its own wherever the system can open the thing once more (terminals and
/// pipes). A socket is shared with whoever gave it, and is non-blocking until the stream is closed.
///
/// Files are read and written by the pool's threads, from where they stand; all else by the loop.
/// A terminal that was put into another mode gets its normal one back when the stream is closed
/// and when the process exits, but not when the process is killed by a signal that nobody handles.
public final class DescriptorStream: ByteStream {
  /// What is behind a descriptor.
  public enum Kind: Sendable, Hashable {
    /// Somebody's screen and keyboard.
    case terminal
    /// One end of a pipe between processes.
    case pipe
    /// A connected socket, TCP or Unix-domain.
    case socket
    /// A file, or a device that reads as one: `/dev/null`.
    case file
  }

  /// What is behind the descriptor.
  public let kind: Kind
  private let source: DescriptorSource

  /// Opens a stream over `descriptor`, which stays the caller's to close.
  ///
  /// - Parameters:
  ///   - descriptor: Open for reading, writing or both.
  ///   - name: For errors and reports; `descriptor N` unless given.
  /// - Throws: ``ReactorError/system(operation:code:)`` where there is nothing, or something
  ///   without a stream of bytes; ``ReactorError/notOnFiber(operation:)`` away from a reactor.
  public init(_ descriptor: Int32, name: String? = nil) throws(ReactorError) {
    source = try DescriptorSource(descriptor, named: name ?? "descriptor \(descriptor)")
    kind = source.kind
  }

  init(pipe: PipeHandle) {
    source = .handle(pipe, .pipe)
    kind = .pipe
  }

  /// The process's standard input.
  ///
  /// - Throws: As ``init(_:name:)``.
  public static func standardInput() throws(ReactorError) -> DescriptorStream {
    try DescriptorStream(0, name: "standard input")
  }

  /// The process's standard output; what `print` has buffered is not known here.
  ///
  /// - Throws: As ``init(_:name:)``.
  public static func standardOutput() throws(ReactorError) -> DescriptorStream {
    try DescriptorStream(1, name: "standard output")
  }

  /// The process's standard error.
  ///
  /// - Throws: As ``init(_:name:)``.
  public static func standardError() throws(ReactorError) -> DescriptorStream {
    try DescriptorStream(2, name: "standard error")
  }

  // MARK: ByteStream

  /// Waits for bytes; all that have arrived, of a file the next 64 KiB.
  ///
  /// A terminal in its normal mode gives whole lines. At its end (Ctrl-D) it has ended for good.
  ///
  /// - Returns: At least one byte, or nil at the end.
  /// - Throws: ``StreamError/closed`` on a closed stream, ``StreamError/alreadyReading``,
  ///   ``ReactorError/system(operation:code:)``, `CancellationError`.
  public func read() throws -> [UInt8]? { try source.read() }

  /// Writes all of `bytes`.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`; a cancelled write to a terminal, pipe or socket closes the stream, as
  ///   on every ``ByteStream``.
  public func write(_ bytes: [UInt8]) throws { try source.write(bytes) }

  /// Ends the writing side: half closes a socket; closes anything else, which has but one side.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func shutdownWrite() throws { try source.shutdownWrite() }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { source.isClosed }

  /// Closes the stream, and not the descriptor; whoever waits on it gets ``StreamError/closed``.
  public func close() { source.close() }
}

// MARK: - Terminals

extension DescriptorStream {
  /// Whether somebody sits there.
  public var isTerminal: Bool { kind == .terminal }

  /// The size of the terminal's window.
  ///
  /// - Throws: ``StreamError/notATerminal``, ``StreamError/closed``,
  ///   ``ReactorError/system(operation:code:)``.
  public var windowSize: WindowSize {
    get throws { try terminal().windowSize() }
  }

  /// Puts the terminal into another mode, until the stream is closed or the process exits.
  ///
  /// - Throws: ``StreamError/notATerminal``, ``StreamError/closed``,
  ///   ``ReactorError/system(operation:code:)``.
  public func setMode(_ mode: TerminalMode) throws { try terminal().setMode(mode) }

  /// Runs `body` with the terminal in another mode, and puts the normal one back.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; as ``setMode(_:)``.
  public func withMode<T>(_ mode: TerminalMode, _ body: () throws -> T) throws -> T {
    try setMode(mode)
    defer { if !isClosed { try? setMode(.normal) } }
    return try body()
  }

  private func terminal() throws -> TTYHandle {
    guard !isClosed else { throw StreamError.closed }
    guard let terminal = source.terminal else { throw StreamError.notATerminal }
    return terminal
  }
}
