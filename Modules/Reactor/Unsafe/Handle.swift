import CUV

/// One libuv handle and its one owner: opened by `init`, ended by one ``close()``.
///
/// libuv keeps the memory until its close callback, and so does this class: while the handle is
/// open, the loop holds a reference to its owner. An owner that everybody else forgot is therefore
/// still found by the loop when it shuts down, and named in its report.
class Handle: CustomStringConvertible {
  let raw: UnsafeMutablePointer<uv_handle_t>
  let scheduler: Scheduler
  private(set) var isClosing = false
  private var closeWaiters: [Parking] = []
  private var isClosed = false

  /// What it is, for the report of what was left open.
  var description: String { String(cString: uv_handle_type_name(raw.pointee.type)) }

  /// Allocates a handle of `type` and has `open` initialise it on the running loop.
  init(
    _ type: uv_handle_type,
    _ operation: String,
    open: (UnsafeMutablePointer<uv_loop_t>, UnsafeMutablePointer<uv_handle_t>) -> Int32
  ) throws(ReactorError) {
    guard let scheduler = Scheduler.current else { throw .notOnFiber(operation: operation) }
    self.scheduler = scheduler
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: uv_handle_size(type),
      alignment: MemoryLayout<UInt64>.alignment
    )
    raw = memory.assumingMemoryBound(to: uv_handle_t.self)
    let result = open(scheduler.loop.raw, raw)
    guard result >= 0 else {
      memory.deallocate()
      throw .system(operation: operation, code: SystemErrorCode(rawValue: result))
    }
    raw.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  deinit {
    UnsafeMutableRawPointer(raw).deallocate()
  }

  /// The owner that `init` put into the handle.
  static func owner(of handle: UnsafeMutablePointer<uv_handle_t>) -> Handle? {
    guard let data = handle.pointee.data else { return nil }
    return Unmanaged<Handle>.fromOpaque(data).takeUnretainedValue()
  }

  /// Ends the handle; what waits on it is told by ``willClose()``.
  ///
  /// Later calls do nothing.
  func close() {
    guard !isClosing else { return }
    isClosing = true
    willClose()
    uv_close(raw) { handle in
      guard let data = handle?.pointee.data else { return }
      let owner = Unmanaged<Handle>.fromOpaque(data).takeRetainedValue()
      owner.finishClosing()
    }
  }

  /// Waits until the system has given the handle up, through any cancellation.
  func waitUntilClosed() throws {
    guard !isClosed else { return }
    try Fiber.parkUncancellably { closeWaiters.append($0) }
  }

  /// For subclasses: whoever waits on the handle is to be woken now.
  func willClose() {}

  /// For subclasses: the system has given the handle up.
  func didClose() {}

  private func finishClosing() {
    isClosed = true
    didClose()
    for waiter in closeWaiters { waiter.unpark() }
    closeWaiters = []
  }
}
