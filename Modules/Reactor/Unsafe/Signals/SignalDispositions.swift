import Glibc

/// What the process did on each signal that is watched now, to be put back.
///
/// libuv leaves the system's default behind when the last watcher of a signal stops, whatever was
/// there before.
enum SignalDispositions {
  /// A `sigaction` is a plain value, whatever the handler in it points to.
  private struct Saved: @unchecked Sendable {
    var action = sigaction()
    var watchers = 0
  }

  private static let saved = Guarded<[Int32: Saved]>([:])

  /// Whether somebody in the process watches `signal`.
  static func isWatched(_ signal: Signal) -> Bool {
    saved.withLock { $0[signal.rawValue] != nil }
  }

  /// Has `start` install a watcher, and remembers what was there before the first.
  static func begin(_ signal: Signal, _ start: () -> Int32) -> Int32 {
    saved.withLock { saved in
      var entry = saved[signal.rawValue] ?? Saved()
      if entry.watchers == 0 { sigaction(signal.rawValue, nil, &entry.action) }
      let result = start()
      guard result == 0 else { return result }
      entry.watchers += 1
      saved[signal.rawValue] = entry
      return result
    }
  }

  /// Has `stop` remove a watcher, and puts back what was there after the last.
  static func end(_ signal: Signal, _ stop: () -> Void) {
    saved.withLock { saved in
      stop()
      guard var entry = saved[signal.rawValue] else { return }
      entry.watchers -= 1
      guard entry.watchers == 0 else {
        saved[signal.rawValue] = entry
        return
      }
      saved[signal.rawValue] = nil
      sigaction(signal.rawValue, &entry.action, nil)
    }
  }
}
