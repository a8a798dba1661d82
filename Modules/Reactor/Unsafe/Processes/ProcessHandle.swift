import CUV
import Glibc

/// The loop's side of a child process: a process descriptor that becomes readable when it ends.
///
/// libuv's own `uv_spawn` forks, which copies the page tables of all the fibres' stacks, and its
/// SIGCHLD handler would be one more owner of that signal.
final class ProcessHandle: Handle {
  let processIdentifier: Int32
  private let program: String
  private var processDescriptor: Int32
  private var result: Result<TerminationStatus, ReactorError>?
  private let waiting = ParkingLot()

  override var description: String { "process \(processIdentifier) (\(program))" }

  var exitStatus: TerminationStatus? { try? result?.get() }

  /// Takes over a child that was started just now, by its number and its process descriptor.
  init(
    _ processIdentifier: Int32,
    _ descriptor: consuming Descriptor,
    _ program: String
  ) throws(ReactorError) {
    let number = descriptor.number
    self.processIdentifier = processIdentifier
    self.program = program
    processDescriptor = number
    try super.init(UV_POLL, "watch process \(processIdentifier) (\(program))") { loop, raw in
      uv_poll_init(
        loop,
        UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_poll_t.self),
        number
      )
    }
    processDescriptor = descriptor.release()
    do throws(ReactorError) { try start() } catch {
      close()
      throw error
    }
  }

  private func start() throws(ReactorError) {
    let poll = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_poll_t.self)
    let result = uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { poll, _, _ in
      guard let data = poll?.pointee.data else { return }
      Unmanaged<ProcessHandle>.fromOpaque(data).takeUnretainedValue().didEnd()
    }
    try check(result, "watch \(description)")
  }

  /// A child that still runs is killed: nobody would be there to hear of its end.
  override func willClose() {
    if result == nil {
      Glibc.kill(processIdentifier, SIGKILL)
      reap(waiting: true)
    }
    waiting.unparkAll()
  }

  override func didClose() {
    Glibc.close(processDescriptor)
  }
}

extension ProcessHandle {
  func wait() throws -> TerminationStatus {
    while true {
      if let result { return try result.get() }
      try waiting.park("ChildProcess.wait()")
    }
  }

  /// The number is the child's until it is reaped, and only this class reaps it.
  func send(_ signal: Signal, toGroup: Bool) throws(ReactorError) {
    guard result == nil else { return }
    let target = toGroup ? -processIdentifier : processIdentifier
    try checkErrno(Glibc.kill(target, signal.rawValue), "send \(signal) to \(description)")
  }

  private func didEnd() {
    reap(waiting: false)
    if result != nil { close() }
  }

  private func reap(waiting: Bool) {
    var status: Int32 = 0
    var ended: Int32
    repeat {
      ended = waitpid(processIdentifier, &status, waiting ? 0 : WNOHANG)
    } while ended == -1 && errno == EINTR
    if ended == -1 {
      result = .failure(.system(operation: "wait for \(description)", code: errnoCode()))
    } else if ended == processIdentifier {
      result = .success(TerminationStatus(waitStatus: status))
    }
  }
}
