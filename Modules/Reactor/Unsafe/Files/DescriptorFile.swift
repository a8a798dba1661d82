import CUV

/// An open file, whose calls run on the pool: a ``File``, or what standard input and output are when
/// they are redirected to a file.
final class DescriptorFile {
  private static let chunk = 64 << 10

  private let name: String
  private let scheduler: Scheduler
  private let descriptor: Int32
  private var users = 0
  private(set) var isClosed = false
  private var isReading = false
  private var isWriting = false
  private let writers = ParkingLot()

  init(_ descriptor: consuming Descriptor, named name: String) throws(ReactorError) {
    guard let scheduler = Scheduler.current else { throw .notOnFiber(operation: "open \(name)") }
    self.name = name
    self.scheduler = scheduler
    self.descriptor = descriptor.release()
    scheduler.openFiles.add(self)
  }

  /// Lends the descriptor to a call, and keeps the number from becoming another file's meanwhile.
  @discardableResult
  func using<T>(_ body: (Int32) throws -> T) throws -> T {
    guard !isClosed else { throw StreamError.closed }
    users += 1
    defer {
      users -= 1
      closeIfUnused()
    }
    return try body(descriptor)
  }

  /// Refuses all that comes, and has the system close the file when the calls that run have ended.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    scheduler.openFiles.remove(self)
    closeIfUnused()
  }

  private func closeIfUnused() {
    guard isClosed, users == 0 else { return }
    FileRequest.forget(on: scheduler) { [descriptor] in uv_fs_close($0, $1, descriptor, $2) }
  }
}

extension DescriptorFile: OpenFile {
  var description: String { name }
}

// MARK: - From where the file stands

extension DescriptorFile {
  func read() throws -> [UInt8]? {
    guard !isReading else { throw StreamError.alreadyReading }
    isReading = true
    defer { isReading = false }
    let bytes = try using {
      try FileRequest.read(Self.chunk, from: $0, at: -1, "read from \(name)")
    }
    return bytes.isEmpty ? nil : bytes
  }

  func write(_ bytes: [UInt8]) throws {
    try waitForTurn()
    defer { endTurn() }
    try using { try FileRequest.write(bytes[...], to: $0, at: -1, "write to \(name)") }
  }

  /// The pool's threads keep no order between two writes, so there is one at a time.
  private func waitForTurn() throws {
    if isWriting { try writers.park("write(_:)") } else { isWriting = true }
  }

  private func endTurn() {
    if !writers.unparkFirst() { isWriting = false }
  }
}
