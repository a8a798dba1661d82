/// An open file, whose calls run on libuv's pool of threads while their fibre waits.
///
/// ```swift
/// let file = try File.open("/var/log/umbra.log", for: .append)
/// defer { file.close() }
/// try file.write("started\n")
/// try file.synchronize()
/// ```
///
/// ``read()`` and ``write(_:)-([UInt8])`` go on where the last one ended, as on any
/// ``ByteStream``; ``read(_:at:)`` and ``write(_:at:)`` name the place, and any number of them may
/// run at once. Whole files: ``FileSystem/read(_:limit:)``, ``FileSystem/write(_:to:permissions:)-([UInt8],_,_)``.
///
/// The pool has four threads for the whole process (libuv's `UV_THREADPOOL_SIZE`). A call that a
/// thread has begun is not interrupted by a cancellation: its result is returned, and the next
/// wait throws.
public final class File: ByteStream {
  /// The path that it was opened by.
  public let path: String
  private let file: DescriptorFile

  private init(_ path: String, _ file: DescriptorFile) {
    self.path = path
    self.file = file
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: Where it is; a relative path starts at the process's working directory.
  ///   - access: What for.
  ///   - permissions: Of a file that is made by this, less the process's umask.
  /// - Returns: The open file.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the path, `CancellationError`,
  ///   ``ReactorError/notOnFiber(operation:)``.
  public static func open(
    _ path: String,
    for access: FileAccess = .read,
    permissions: UInt32 = 0o666
  ) throws -> File {
    let descriptor = try FileRequest.open(path, access, permissions)
    return File(path, try DescriptorFile(Descriptor(owning: descriptor), named: "file \(path)"))
  }

  // MARK: ByteStream

  /// Reads on: the next 64 KiB, or what there is.
  ///
  /// - Returns: At least one byte, or nil at the end of the file.
  /// - Throws: ``StreamError/closed``, ``StreamError/alreadyReading``,
  ///   ``ReactorError/system(operation:code:)``, `CancellationError`.
  public func read() throws -> [UInt8]? { try file.read() }

  /// Writes on.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

  /// Closes the file: there is but one side.
  ///
  /// - Throws: ``StreamError/closed``.
  public func shutdownWrite() throws {
    guard !file.isClosed else { throw StreamError.closed }
    close()
  }

  /// Whether ``close()`` was called.
  public var isClosed: Bool { file.isClosed }

  /// Closes the file; calls that run end first.
  ///
  /// What was written is in the system's hands then, and not yet on the disk: see
  /// ``synchronize(contentsOnly:)``.
  public func close() { file.close() }

  // MARK: Places

  /// Reads from a place in the file.
  ///
  /// - Parameters:
  ///   - count: The most bytes wanted.
  ///   - offset: Where they begin, counted from 0.
  /// - Returns: What is there: fewer bytes at the end of the file, none behind it.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
    try file.read(count, at: offset)
  }

  /// Writes all of `bytes` to a place in the file, which grows if need be.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`, where a part may have been written.
  public func write(_ bytes: [UInt8], at offset: Int64) throws {
    try file.write(bytes, at: offset)
  }

  /// What the system knows of the file.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func info() throws -> FileInfo { try file.info() }

  /// Cuts the file at `size` bytes, or has it grow to that with zeros.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func truncate(to size: Int64) throws { try file.truncate(to: size) }

  /// Waits until what was written is on the disk.
  ///
  /// - Parameter contentsOnly: Whether times and the like may wait.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``,
  ///   `CancellationError`.
  public func synchronize(contentsOnly: Bool = false) throws {
    try file.synchronize(contentsOnly: contentsOnly)
  }
}
