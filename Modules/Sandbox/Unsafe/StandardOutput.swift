@preconcurrency import Glibc  // `stdout` is a variable there

/// The process's standard output and error, unbuffered: what a script writes is there when it is
/// written, and after what the program has printed before.
public enum StandardOutput {
  /// Writes all of `bytes` to standard output; gives up quietly where the reader is gone.
  @Sendable
  public static func write(_ bytes: [UInt8]) {
    fflush(stdout)
    write(bytes, to: STDOUT_FILENO)
  }

  /// Writes all of `bytes` to standard error; gives up quietly where the reader is gone.
  @Sendable
  public static func writeError(_ bytes: [UInt8]) { write(bytes, to: STDERR_FILENO) }

  /// Writes a line to standard error.
  public static func complain(_ line: String) {
    write(Array((line + "\n").utf8), to: STDERR_FILENO)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.span.bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, !isPassing(errno, of: descriptor) { return }
      rest = rest.dropFirst(max(count, 0))
    }
  }

  /// Whether a write that failed should be tried again; waits until there is room where that is why.
  ///
  /// A pipe or terminal that somebody else has made non-blocking has no room now and then.
  private static func isPassing(_ error: Int32, of descriptor: Int32) -> Bool {
    guard error == EAGAIN else { return error == EINTR }
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&waiting, 1, -1) >= 0 || errno == EINTR
  }
}
