import Glibc
import Synchronization

/// Which thread a worker is, for whoever asks whether it is this one.
final class ThreadIdentity: Sendable {
  /// The system's name for the thread; 0 before it began and after it ended.
  private let current = Atomic<UInt>(0)

  var isCurrent: Bool { current.load(ordering: .relaxed) == pthread_self() }

  func begin() { current.store(pthread_self(), ordering: .relaxed) }

  func end() { current.store(0, ordering: .relaxed) }
}
