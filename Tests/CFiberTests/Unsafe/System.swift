import Glibc

/// Runs `body` on a new thread and waits for its end, so its thread-local storage is gone after.
func onThread(_ body: @escaping @Sendable () -> Void) {
  final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(Box(body)).toOpaque()
  pthread_create(
    &thread,
    nil,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    },
    argument
  )
  pthread_join(thread, nil)
}

/// Has `handler` called for `signal`, on this thread too: libdispatch blocks most signals on its own.
func handle(_ signal: Int32, flags: Int32 = 0, _ handler: __sighandler_t?) {
  var action = sigaction()
  action.__sigaction_handler.sa_handler = handler
  action.sa_flags = flags
  sigaction(signal, &action, nil)
  var unblocked = sigset_t()
  sigaddset(&unblocked, signal)
  pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
}

/// What /proc tells of this process.
enum Process {
  /// Bytes of memory in use.
  static var residentSize: Int {
    let fields = contents(of: "/proc/self/statm").split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
  }

  /// Entries in its memory map.
  static var mapEntries: Int { contents(of: "/proc/self/maps").count { $0 == "\n" } }

  private static func contents(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
