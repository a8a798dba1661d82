import Glibc

/// Whether the process ignores a signal.
func isIgnored(_ number: Int32) -> Bool {
  var current = sigaction()
  sigaction(number, nil, &current)
  return unsafeBitCast(current.__sigaction_handler, to: Int.self)
    == unsafeBitCast(SIG_IGN, to: Int.self)
}
