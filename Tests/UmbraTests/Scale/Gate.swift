import Synchronization

/// Where a crowd waits until it is opened.
final class Gate: Sendable {
  private let arrived = Atomic(0)
  private let waiting = Mutex<[CheckedContinuation<Void, Never>]?>([])

  /// How many have come.
  var count: Int { arrived.load(ordering: .relaxed) }

  func arrive() {
    arrived.add(1, ordering: .relaxed)
  }

  /// Waits until it is open.
  func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = waiting.withLock { waiting in
        waiting?.append(continuation)
        return waiting == nil
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let all = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
    for one in all { one.resume() }
  }
}
