public import Synchronization

/// A value behind a lock.
///
/// It is `Mutex`, and tells ThreadSanitizer so: where a `Mutex` has to wait, it takes the lock inside
/// the standard library, which is not instrumented, so that all it guards would look like a race.
public struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  @usableFromInline let mutex: Mutex<Value>
  #if THREAD_SANITIZER
  @usableFromInline let lock = WatchedLock()
  #endif

  /// Puts `value` behind a lock of its own.
  @inlinable
  public init(_ value: consuming sending Value) {
    mutex = Mutex(value)
  }

  /// Runs `body` with the value while no other thread has it.
  ///
  /// `body` must be short and must not wait: a fibre that parked in it would keep the lock.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  @inlinable
  @inline(__always)
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
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
@usableFromInline final class WatchedLock: Sendable {
  @usableFromInline func taken() { cfiber_lock_taken(Unmanaged.passUnretained(self).toOpaque()) }
  @usableFromInline func left() { cfiber_lock_left(Unmanaged.passUnretained(self).toOpaque()) }
}
#endif
