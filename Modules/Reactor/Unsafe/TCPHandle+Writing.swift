import CUV

/// A write that the system did not take at once: its bytes, kept until libuv has sent them.
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

extension TCPHandle {
  /// Sends all of `bytes`; waits for what the system does not take at once.
  ///
  /// A cancelled write leaves the peer with a part of a message, so it closes the connection.
  func write(_ bytes: [UInt8]) throws {
    guard !isClosing else { throw StreamError.closed }
    try bytes.withUnsafeBytes { bytes in
      guard !bytes.isEmpty else { return }
      let sent = try tryWrite(bytes)
      guard sent < bytes.count else { return }
      try finish(PendingWrite(UnsafeRawBufferPointer(rebasing: bytes[sent...])))
    }
  }

  private func tryWrite(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    var buffer = uv_buf_init(base?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
    let sent = uv_try_write(stream, &buffer, 1)
    if sent == UV_EAGAIN.rawValue { return 0 }
    return Int(try check(sent, "write to \(description)"))
  }

  private func finish(_ write: PendingWrite) throws {
    var buffer = uv_buf_init(write.memory.baseAddress, UInt32(write.memory.count))
    let result = uv_write(write.request, stream, &buffer, 1) { request, status in
      guard let data = request?.pointee.data else { return }
      let write = Unmanaged<PendingWrite>.fromOpaque(data).takeUnretainedValue()
      write.status = status
      write.waiter?.unpark()
    }
    try check(result, "write to \(description)")
    do { try Fiber.park("writing") { write.waiter = $0 } } catch {
      close()
      while write.status == nil { try Fiber.parkUncancellably { write.waiter = $0 } }
      throw error
    }
    try check(write.status ?? 0, "write to \(description)")
  }
}
