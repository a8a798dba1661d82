import CUV
import Glibc

/// Tells when a descriptor can be read from or written to; it owns the descriptor.
///
/// The system is asked only while somebody waits.
final class PollHandle: Handle {
  let descriptor: Int32
  private let name: String
  private let readers = ParkingLot()
  private let writers = ParkingLot()
  private var watched: Int32 = 0

  override var description: String { name }

  init(owning descriptor: consuming Descriptor, name: String) throws(ReactorError) {
    let number = descriptor.number
    self.descriptor = number
    self.name = name
    try super.init(UV_POLL, "watch a socket") { loop, raw in
      let poll = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_poll_t.self)
      return uv_poll_init_socket(loop, poll, number)
    }
    _ = descriptor.release()
  }

  private var poll: UnsafeMutablePointer<uv_poll_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_poll_t.self)
  }

  /// Waits until there is something to read, or a connection to accept, or an error to be told.
  func waitReadable() throws { try wait(in: readers, for: Int32(UV_READABLE.rawValue)) }

  /// Waits until there is room to write, or a connection is made, or an error to be told.
  func waitWritable() throws { try wait(in: writers, for: Int32(UV_WRITABLE.rawValue)) }

  override func willClose() {
    uv_poll_stop(poll)
    // At once, and not when libuv has closed its handle: the peer is to learn of it now.
    Glibc.close(descriptor)
    readers.unparkAll()
    writers.unparkAll()
  }

  private func wait(in lot: ParkingLot, for event: Int32) throws {
    guard !isClosing else { throw StreamError.closed }
    try watch(watched | event)
    do { try lot.park("waiting for a socket") } catch {
      try? watchWhatIsWanted()
      throw error
    }
    guard !isClosing else { throw StreamError.closed }
  }

  private func watchWhatIsWanted() throws(ReactorError) {
    let reading = readers.isEmpty ? 0 : Int32(UV_READABLE.rawValue)
    let writing = writers.isEmpty ? 0 : Int32(UV_WRITABLE.rawValue)
    try watch(reading | writing)
  }

  private func watch(_ events: Int32) throws(ReactorError) {
    guard events != watched, !isClosing else { return }
    watched = events
    guard events != 0 else {
      uv_poll_stop(poll)
      return
    }
    let started = uv_poll_start(poll, events) { poll, status, events in
      guard let data = poll?.pointee.data else { return }
      let owner = Unmanaged<PollHandle>.fromOpaque(data).takeUnretainedValue()
      owner.didHappen(events, hasFailed: status < 0)
    }
    try check(started, "watch \(name)")
  }

  private func didHappen(_ events: Int32, hasFailed: Bool) {
    if hasFailed || events & Int32(UV_READABLE.rawValue) != 0 { readers.unparkAll() }
    if hasFailed || events & Int32(UV_WRITABLE.rawValue) != 0 { writers.unparkAll() }
    try? watchWhatIsWanted()
  }
}
