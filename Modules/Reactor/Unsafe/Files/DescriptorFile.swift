import CUV

/// An open file that is read and written from where it stands, on the pool: what standard input
/// and output are when they are redirected to a file.
final class DescriptorFile {
  private static let chunk = 64 << 10

  private let name: String
  private let scheduler: Scheduler
  private var descriptor: Int32?
  private var isReading = false
  private var isWriting = false
  private var writers: [Parking] = []

  init(_ descriptor: consuming Descriptor, named name: String) throws(ReactorError) {
    guard let scheduler = Scheduler.current else { throw .notOnFiber(operation: "open \(name)") }
    self.name = name
    self.scheduler = scheduler
    self.descriptor = descriptor.release()
    scheduler.openFiles.add(self)
  }

  var isClosed: Bool { descriptor == nil }

  func read() throws -> [UInt8]? {
    guard !isReading else { throw StreamError.alreadyReading }
    guard let descriptor else { throw StreamError.closed }
    isReading = true
    defer { isReading = false }
    let bytes = try FileRequest.read(Self.chunk, from: descriptor, at: -1, "read from \(name)")
    return bytes.isEmpty ? nil : bytes
  }

  func write(_ bytes: [UInt8]) throws {
    try waitForTurn()
    defer { endTurn() }
    guard let descriptor else { throw StreamError.closed }
    try FileRequest.write(bytes[...], to: descriptor, at: -1, "write to \(name)")
  }

  /// A call that runs at this moment ends before the system closes the file.
  func close() {
    guard let descriptor else { return }
    self.descriptor = nil
    scheduler.openFiles.remove(self)
    FileRequest.forget(on: scheduler) { uv_fs_close($0, $1, descriptor, $2) }
  }

  /// The pool's threads keep no order between two writes, so there is one at a time.
  private func waitForTurn() throws {
    while isWriting {
      do { try Fiber.park("write(_:)") { writers.append($0) } } catch {
        writers.removeAll { !$0.isWaiting }
        throw error
      }
    }
    isWriting = true
  }

  private func endTurn() {
    isWriting = false
    while !writers.isEmpty { if writers.removeFirst().unpark() { return } }
  }
}

extension DescriptorFile: OpenFile {
  var description: String { name }
}
