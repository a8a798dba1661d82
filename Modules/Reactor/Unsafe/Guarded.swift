import Synchronization

/// A value behind a lock.
///
/// It is `Mutex`, and tells ThreadSanitizer so: where a `Mutex` has to wait, it takes the lock inside
/// the standard library, which is not instrumented, so that all it guards would look like a race.
package struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  private let mutex: Mutex<Value>
  #if THREAD_SANITIZER
  private let lock = WatchedLock()
  #endif

  package init(_ value: consuming sending Value) {
    mutex = Mutex(value)
  }

  package borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    #if THREAD_SANITIZER
    try mutex.withLock { (value) throws(Failure) in
      lock.taken()
      defer { lock.left() }
      return try body(&value)
    }
    #else
    try mutex.withLock(body)
    #endif
  }
}

#if THREAD_SANITIZER
import CFiber

/// What ThreadSanitizer knows the lock by: the address of this object.
private final class WatchedLock: Sendable {
  func taken() { cfiber_lock_taken(Unmanaged.passUnretained(self).toOpaque()) }
  func left() { cfiber_lock_left(Unmanaged.passUnretained(self).toOpaque()) }
}
#endif
