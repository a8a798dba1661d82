import CUV

/// One request to libuv about a stream, and the fibre that waits for its end: a connect, a write, the
/// end of writing.
///
/// libuv has the request until it calls back, and the fibre waits as long, whatever happens: so what
/// is written may lie on the fibre's stack.
final class StreamRequest {
  private let memory: UnsafeMutableRawPointer
  private var status: Int32?
  private var waiter: Parking?

  private init(_ type: uv_req_type) {
    memory = .allocate(
      byteCount: uv_req_size(type),
      alignment: MemoryLayout<UInt64>.alignment
    )
    let request = memory.assumingMemoryBound(to: uv_req_t.self)
    request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    memory.deallocate()
  }

  /// Has `start` begin a request, and waits for its end.
  ///
  /// A wait that is cancelled closes the stream, which ends the request.
  ///
  /// - Parameters:
  ///   - type: What `Raw` is.
  ///   - stream: What it is about.
  ///   - waiting: What the fibre does.
  ///   - operation: For errors: `write to tcp connection to 127.0.0.1:80`.
  ///   - start: Calls libuv with ``end(_:_:)`` as what it calls back.
  /// - Throws: `StreamError.closed` where somebody closed the stream, which is the host's doing;
  ///   `ReactorError`, `CancellationError`.
  static func run<Raw>(
    _ type: uv_req_type,
    of stream: StreamHandle,
    _ waiting: StaticString,
    _ operation: @autoclosure () -> String,
    start: (UnsafeMutablePointer<Raw>) -> Int32
  ) throws {
    guard Fiber.current != nil else {
      stream.close()
      throw ReactorError.notOnFiber(operation: "\(waiting)")
    }
    let request = StreamRequest(type)
    try check(start(request.memory.assumingMemoryBound(to: Raw.self)), operation())
    let status = try request.wait(waiting, closing: stream)
    guard !stream.isClosing else { throw StreamError.closed }
    try check(status, operation())
  }

  /// What libuv's callbacks call with the request's `data`.
  static func end(_ data: UnsafeMutableRawPointer?, _ status: Int32) {
    guard let data else { return }
    let request = Unmanaged<StreamRequest>.fromOpaque(data).takeUnretainedValue()
    request.status = status
    request.waiter?.unpark()
  }

  private func wait(_ waiting: StaticString, closing stream: StreamHandle) throws -> Int32 {
    do { try Fiber.park(waiting) { waiter = $0 } } catch {
      stream.close()
      while status == nil { try Fiber.parkUncancellably(waiting) { waiter = $0 } }
      throw error
    }
    return status ?? 0
  }
}
