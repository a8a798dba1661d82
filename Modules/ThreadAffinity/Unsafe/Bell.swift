import Glibc

/// A semaphore of the system: what a heap thread sleeps on.
final class Bell: @unchecked Sendable {
  // Proof of Sendable: a semaphore is made to be used by several threads at once.
  private let raw = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(raw, 0, 0) }

  deinit {
    sem_destroy(raw)
    raw.deallocate()
  }

  /// Ends one ``wait()``, the present or the next.
  func ring() { sem_post(raw) }

  /// Waits for one ``ring()``.
  func wait() { while sem_wait(raw) != 0 {} }
}
