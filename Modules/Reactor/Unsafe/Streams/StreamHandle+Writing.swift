import CUV

/// A write that the system did not take at once, or the end of writing: what libuv has until it is
/// done.
private final class PendingWrite {
  let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
  let memory: UnsafeMutableBufferPointer<CChar>
  var status: Int32?
  var waiter: Parking?

  init(_ bytes: UnsafeRawBufferPointer) {
    memory = .allocate(capacity: bytes.count)
    UnsafeMutableRawBufferPointer(memory).copyMemory(from: bytes)
    request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    request.deallocate()
    memory.deallocate()
  }
}

/// The end of writing on its way.
private final class PendingShutdown {
  let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
  var status: Int32?
  var waiter: Parking?

  init() {
    request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    request.deallocate()
  }
}

extension StreamHandle {
  /// Sends all of `bytes`; waits for what the system does not take at once.
  ///
  /// A cancelled write leaves the peer with a part of a message, so it closes the stream.
  final func write(_ bytes: [UInt8]) throws {
    guard !isClosing else { throw StreamError.closed }
    try bytes.withUnsafeBytes { bytes in
      guard !bytes.isEmpty else { return }
      let sent = try tryWrite(bytes)
      guard sent < bytes.count else { return }
      try finish(PendingWrite(UnsafeRawBufferPointer(rebasing: bytes[sent...])))
    }
  }

  private final func tryWrite(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    var buffer = uv_buf_init(base?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
    let sent = uv_try_write(stream, &buffer, 1)
    if sent == UV_EAGAIN.rawValue { return 0 }
    return Int(try check(sent, "write to \(description)"))
  }

  private final func finish(_ write: PendingWrite) throws {
    var buffer = uv_buf_init(write.memory.baseAddress, UInt32(write.memory.count))
    let result = uv_write(write.request, stream, &buffer, 1) { request, status in
      guard let data = request?.pointee.data else { return }
      let write = Unmanaged<PendingWrite>.fromOpaque(data).takeUnretainedValue()
      write.status = status
      write.waiter?.unpark()
    }
    try check(result, "write to \(description)")
    do { try Fiber.park("write(_:)") { write.waiter = $0 } } catch {
      close()
      while write.status == nil { try Fiber.parkUncancellably { write.waiter = $0 } }
      throw error
    }
    try checkUnlessClosed(write.status, "write to \(description)")
  }

  /// Ends the writing side, when all that was written is sent.
  final func shutdownWrite() throws {
    guard !isClosing else { throw StreamError.closed }
    let pending = PendingShutdown()
    let result = uv_shutdown(pending.request, stream) { request, status in
      guard let data = request?.pointee.data else { return }
      let pending = Unmanaged<PendingShutdown>.fromOpaque(data).takeUnretainedValue()
      pending.status = status
      pending.waiter?.unpark()
    }
    try check(result, "end the writing to \(description)")
    do { try Fiber.park("shutdownWrite()") { pending.waiter = $0 } } catch {
      close()
      while pending.status == nil { try Fiber.parkUncancellably { pending.waiter = $0 } }
      throw error
    }
    try checkUnlessClosed(pending.status, "end the writing to \(description)")
  }

  /// A request that ended because somebody closed the stream is the host's doing.
  private final func checkUnlessClosed(_ status: Int32?, _ operation: String) throws {
    guard !isClosing else { throw StreamError.closed }
    try check(status ?? 0, operation)
  }
}
