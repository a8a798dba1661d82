import Reactor

/// The work of a call from a fibre, and what has come of it: on the stack of the fibre, which is parked
/// meanwhile.
@usableFromInline
struct FiberWork<Owner: HeapThread, Value> {
  /// Not counted: the fibre's own frames keep it.
  @usableFromInline let owner: Unmanaged<Owner>
  @usableFromInline let body: @Sendable (Owner) throws -> Value
  @usableFromInline var outcome: Result<Value, any Error>?

  @inlinable
  init(on owner: Owner, _ body: @escaping @Sendable (Owner) throws -> Value) {
    self.owner = .passUnretained(owner)
    self.body = body
  }

  /// Does it; on the thread.
  @inlinable
  mutating func perform() {
    outcome = owner._withUnsafeGuaranteedRef { owner in Result { try body(owner) } }
  }
}

/// Where a call's work lies, of whichever type.
///
/// Proof of Sendable: the work runs before the wait for it returns, or never, so it is there; and only
/// then does the fibre look at it (see ``FiberCall``).
@usableFromInline
struct FiberWorkReference: @unchecked Sendable {
  @usableFromInline let place: UnsafeMutableRawPointer
  /// A closure that captures nothing: where the types are known, as they are to an inlined call, it costs
  /// neither an allocation nor a reference count.
  @usableFromInline let performAt: (UnsafeMutableRawPointer) -> Void

  @inlinable
  init<Owner, Value>(_ work: UnsafeMutablePointer<FiberWork<Owner, Value>>) {
    place = UnsafeMutableRawPointer(work)
    performAt = { place in
      place.assumingMemoryBound(to: FiberWork<Owner, Value>.self).pointee.perform()
    }
  }

  func perform() { performAt(place) }
}
