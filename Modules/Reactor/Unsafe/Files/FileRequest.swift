import CUV

/// One call of the file system on libuv's pool of threads, and the fibre that waits for it.
///
/// A cancelled fibre takes its request back if no thread has begun it yet. A call that has begun is
/// never torn: its result is returned as if nothing had happened, and the fibre's next wait
/// throws. So no opened file is lost, and memory that the call works on stays valid.
final class FileRequest {
  typealias Start = (
    UnsafeMutablePointer<uv_loop_t>, UnsafeMutablePointer<uv_fs_t>, @escaping uv_fs_cb
  ) -> Int32

  private let request = UnsafeMutablePointer<uv_fs_t>.allocate(capacity: 1)
  private var isDone = false
  private var waiter: Parking?

  private init() {}

  deinit {
    uv_fs_req_cleanup(request)
    request.deallocate()
  }

  /// Begins a call with `start`, waits until it has ended, and gives what it has left to `result`.
  ///
  /// - Parameters:
  ///   - operation: For errors: `open /etc/motd`.
  ///   - isCancellable: False for calls that clean up.
  ///   - start: Calls one of the `uv_fs_` functions.
  ///   - result: Looks at the request, which is gone afterwards.
  /// - Returns: What `result` has made of it.
  /// - Throws: `ReactorError`, `CancellationError`.
  static func run<T>(
    _ operation: @autoclosure () -> String,
    isCancellable: Bool = true,
    _ start: Start,
    result: (UnsafeMutablePointer<uv_fs_t>) -> T
  ) throws -> T {
    guard let scheduler = Scheduler.current, let fiber = scheduler.running else {
      throw ReactorError.notOnFiber(operation: operation())
    }
    guard !isCancellable || !fiber.isCancelled else { throw CancellationError() }
    let request = FileRequest()
    try check(request.begin(on: scheduler, start), operation())
    try request.wait(isCancellable: isCancellable)
    try check(Int32(clamping: request.request.pointee.result), operation())
    return result(request.request)
  }

  /// As ``run(_:isCancellable:_:result:)``, for calls whose result is a number.
  @discardableResult
  static func run(
    _ operation: @autoclosure () -> String,
    isCancellable: Bool = true,
    _ start: Start
  ) throws -> Int {
    try run(operation(), isCancellable: isCancellable, start) { $0.pointee.result }
  }

  /// Begins a call whose end nobody waits for.
  static func forget(on scheduler: Scheduler, _ start: Start) {
    _ = FileRequest().begin(on: scheduler, start)
  }

  private func begin(on scheduler: Scheduler, _ start: Start) -> Int32 {
    let unowned = Unmanaged.passRetained(self)
    let result = start(scheduler.loop.raw, request) { request in
      guard let data = request?.pointee.data else { return }
      Unmanaged<FileRequest>.fromOpaque(data).takeRetainedValue().finish()
    }
    // The call clears the request, so its owner is put in afterwards; callbacks come later.
    request.pointee.data = unowned.toOpaque()
    if result < 0 { unowned.release() }
    return result
  }

  private func finish() {
    isDone = true
    waiter?.unpark()
  }

  private func wait(isCancellable: Bool) throws {
    guard isCancellable else { return try waitUncancellably() }
    do { try Fiber.park("file operation") { waiter = $0 } } catch {
      uv_cancel(UnsafeMutableRawPointer(request).assumingMemoryBound(to: uv_req_t.self))
      try waitUncancellably()
      guard request.pointee.result != Int(UV_ECANCELED.rawValue) else { throw error }
    }
  }

  private func waitUncancellably() throws {
    while !isDone { try Fiber.parkUncancellably { waiter = $0 } }
  }
}
