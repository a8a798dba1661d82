import CUV

/// A libuv loop with the two handles that every reactor has: the bell and the timer.
///
/// There is one `uv_async_t` and one `uv_timer_t` a loop: wake-ups are counted in the mailbox, and
/// deadlines lie in a heap.
final class EventLoop {
  let raw: UnsafeMutablePointer<uv_loop_t>
  private let bell: UnsafeMutablePointer<uv_async_t>
  private let timer: UnsafeMutablePointer<uv_timer_t>
  private var isClosed = false
  /// Where reads go first.
  let readBuffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: StreamHandle.piece)

  init() throws(ReactorError) {
    _ = BrokenPipeSignal.isSettled
    raw = .allocate(capacity: 1)
    bell = .allocate(capacity: 1)
    timer = .allocate(capacity: 1)
    try check(uv_loop_init(raw), "create an event loop")
    raw.pointee.data = nil
    try check(uv_async_init(raw, bell, { _ in }), "create a loop's wake-up handle")
    try check(uv_timer_init(raw, timer), "create a loop's timer")
    bell.pointee.data = nil
    timer.pointee.data = nil
  }

  deinit {
    close()
    raw.deallocate()
    readBuffer.deallocate()
    bell.deallocate()
    timer.deallocate()
  }

  /// What wakes the loop from any thread, for as long as the loop is open.
  var ring: @Sendable () -> Void {
    let bell = BellRope(raw: bell)
    return { bell.pull() }
  }

  /// Takes the events that are there, without waiting.
  func poll() {
    uv_run(raw, UV_RUN_NOWAIT)
  }

  /// Waits for an event or until `timeout` nanoseconds have passed; nil waits for an event only.
  func wait(atMost timeout: UInt64?) {
    if let timeout {
      uv_update_time(raw)
      // libuv counts in milliseconds and may be one early; the heap looks at the clock again.
      let milliseconds = timeout / 1_000_000 + (timeout % 1_000_000 == 0 ? 0 : 1)
      // `uv_run` calls the timers that are due before it waits, too: where the system has let the
      // thread wait so long already, it would then wait for ever, were it not stopped.
      uv_timer_start(timer, { $0.map { uv_stop($0.pointee.loop) } }, milliseconds, 0)
    }
    uv_run(raw, UV_RUN_ONCE)
    if timeout != nil { uv_timer_stop(timer) }
  }

  /// The handles that are open besides the loop's own, described.
  func openHandles() -> [String] {
    handles().filter { !isOwn($0) && uv_is_closing($0) == 0 }
      .map {
        Handle.owner(of: $0)?.description ?? String(cString: uv_handle_type_name($0.pointee.type))
      }
  }

  /// Closes every handle, and then the loop.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for handle in handles() where uv_is_closing(handle) == 0 {
      if let owner = Handle.owner(of: handle) { owner.close() } else { uv_close(handle, nil) }
    }
    while uv_loop_close(raw) == UV_EBUSY.rawValue { uv_run(raw, UV_RUN_ONCE) }
  }

  private func isOwn(_ handle: UnsafeMutablePointer<uv_handle_t>) -> Bool {
    let address = UnsafeRawPointer(handle)
    return address == UnsafeRawPointer(bell) || address == UnsafeRawPointer(timer)
  }

  private func handles() -> [UnsafeMutablePointer<uv_handle_t>] {
    var found: [UnsafeMutablePointer<uv_handle_t>] = []
    withUnsafeMutablePointer(to: &found) { list in
      uv_walk(
        raw,
        { handle, list in
          guard let handle, let list else { return }
          list.assumingMemoryBound(to: [UnsafeMutablePointer<uv_handle_t>].self).pointee
            .append(handle)
        },
        list
      )
    }
    return found
  }
}

/// `uv_async_send` is the one call of libuv that any thread may make.
private struct BellRope: @unchecked Sendable {
  let raw: UnsafeMutablePointer<uv_async_t>

  func pull() {
    uv_async_send(raw)
  }
}

/// Turns a failure of libuv into an error that names the operation.
@discardableResult
func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(ReactorError) -> Int32 {
  guard result < 0 else { return result }
  throw .system(operation: operation(), code: SystemErrorCode(rawValue: result))
}
