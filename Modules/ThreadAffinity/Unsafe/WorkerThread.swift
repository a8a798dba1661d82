import CFiber
import Glibc
import Reactor

/// Starts a thread of the system that runs `body` and ends.
///
/// - Throws: `ReactorError.system` where there is none to be had.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) throws {
  let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
  var thread = pthread_t()
  let result = pthread_create(&thread, nil, threadEntry, work.toOpaque())
  guard result == 0 else {
    work.release()
    throw ReactorError.system(operation: "start a heap thread", code: .init(rawValue: -result))
  }
  pthread_detach(thread)
}

private final class ThreadWork {
  let name: String
  let body: () -> Void

  init(name: String, body: @escaping () -> Void) {
    self.name = name
    self.body = body
  }
}

private let threadEntry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
  argument in
  guard let argument else { return nil }
  let work = Unmanaged<ThreadWork>.fromOpaque(argument).takeRetainedValue()
  cfiber_name_thread(work.name)
  work.body()
  return nil
}
