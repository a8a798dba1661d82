/// What a child process has for its standard input, output or error.
public enum ProcessStream: Sendable, Hashable {
  /// This process's own.
  case inherit
  /// Nothing: no input, and output that is thrown away.
  case null
  /// A pipe whose other end is a ``DescriptorStream`` of the ``ChildProcess``.
  case pipe
  /// An open descriptor of this process, a file's say; it stays open here.
  case descriptor(Int32)
}
