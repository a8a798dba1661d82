import Glibc

/// SIGPIPE, which ends a process that writes to a peer that is gone, unless somebody says otherwise.
///
/// libuv writes with `write`, which cannot be told not to send it. So the first loop has it ignored
/// for the process, if the program has not decided about it before; a write then fails with
/// `EPIPE`. Child processes get it back.
enum BrokenPipeSignal {
  static let isSettled: Bool = {
    var current = sigaction()
    sigaction(SIGPIPE, nil, &current)
    let handler = unsafeBitCast(current.__sigaction_handler, to: Int.self)
    if handler == unsafeBitCast(SIG_DFL, to: Int.self) { signal(SIGPIPE, SIG_IGN) }
    return true
  }()
}
