import CUV
import Glibc

/// What a ``DescriptorStream`` works on: a handle of the loop, or a file that the pool reads.
enum DescriptorSource {
  case handle(StreamHandle, DescriptorStream.Kind)
  case file(DescriptorFile)

  /// Finds out what is behind `number`, and opens that once more.
  init(_ number: Int32, named name: String) throws(ReactorError) {
    switch uv_guess_handle(number) {
    case UV_TTY:
      self = .handle(try TTYHandle(duplicate(number, name), named: name), .terminal)
    case UV_NAMED_PIPE where isSocket(number):
      let handle = try sharing(number) { () throws(ReactorError) in
        try PipeHandle(duplicate(number, name), named: name)
      }
      self = .handle(handle, .socket)
    case UV_NAMED_PIPE:
      self = .handle(try PipeHandle(reopened(number, name), named: name), .pipe)
    case UV_TCP:
      let handle = try sharing(number) { () throws(ReactorError) in
        try TCPHandle(duplicate(number, name), named: name)
      }
      self = .handle(handle, .socket)
    case UV_FILE:
      self = .file(try DescriptorFile(duplicate(number, name), named: name))
    default:
      let isOpen = fcntl(number, F_GETFD) != -1
      throw .system(operation: "open \(name)", code: isOpen ? .invalidArgument : errnoCode())
    }
  }

  var kind: DescriptorStream.Kind {
    if case .handle(_, let kind) = self { kind } else { .file }
  }

  var terminal: TTYHandle? {
    if case .handle(let handle, _) = self { handle as? TTYHandle } else { nil }
  }

  var isClosed: Bool {
    switch self {
    case .handle(let handle, _): handle.isClosing
    case .file(let file): file.isClosed
    }
  }

  func read() throws -> [UInt8]? {
    switch self {
    case .file(let file): return try file.read()
    case .handle(let handle, let kind):
      do { return try handle.read() } catch ReactorError.system(_, .ioError) where kind == .terminal
      {
        // The other side of a pseudo-terminal is gone.
        return nil
      }
    }
  }

  func write(_ bytes: [UInt8]) throws {
    switch self {
    case .handle(let handle, _): try handle.write(bytes)
    case .file(let file): try file.write(bytes)
    }
  }

  func shutdownWrite() throws {
    guard !isClosed else { throw StreamError.closed }
    if case .handle(let handle, .socket) = self { try handle.shutdownWrite() } else { close() }
  }

  func close() {
    switch self {
    case .handle(let handle, _): handle.close()
    case .file(let file): file.close()
    }
  }
}

private func isSocket(_ number: Int32) -> Bool {
  var status = stat()
  return fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
}

private func duplicate(_ number: Int32, _ name: String) throws(ReactorError) -> Descriptor {
  let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
  return Descriptor(owning: try checkErrno(copy, "open \(name)"))
}

/// A pipe's end with settings of its own; a plain duplicate where the system refuses, as it does
/// when nobody has the other end any more.
private func reopened(_ number: Int32, _ name: String) throws(ReactorError) -> Descriptor {
  let mode = fcntl(number, F_GETFL) & O_ACCMODE
  let new = open("/proc/self/fd/\(number)", mode | O_NONBLOCK | O_CLOEXEC)
  return new == -1 ? try duplicate(number, name) : Descriptor(owning: new)
}

/// Has `open` work on a socket that others have, too: how it is set is put back at the end.
private func sharing<Shared: StreamHandle>(
  _ number: Int32,
  _ open: () throws(ReactorError) -> Shared
) throws(ReactorError) -> Shared {
  let flags = fcntl(number, F_GETFL)
  let handle = try open()
  handle.restoredFlags = flags
  return handle
}
