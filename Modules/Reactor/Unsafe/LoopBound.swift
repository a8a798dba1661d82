/// The one box in which something that belongs to a reactor's thread crosses other threads.
///
/// Proof that this is sound: what is inside can only be reached through ``value``, which traps
/// anywhere but on the thread that drives `home`; reference counts are atomic; and the only
/// loop-bound types with a `deinit` that touches the loop give their resources up on the loop,
/// before their last reference can be dropped elsewhere.
package struct LoopBound<Wrapped>: @unchecked Sendable {
  private let wrapped: Wrapped
  private let home: ObjectIdentifier

  /// Boxes `wrapped`, which belongs to the thread that `home` drives.
  init(_ wrapped: Wrapped, of home: Scheduler) {
    self.wrapped = wrapped
    self.home = ObjectIdentifier(home)
  }

  /// Whether this is the thread.
  package var isHome: Bool {
    Scheduler.isCurrent(home)
  }

  /// Boxes what belongs to the thread of `reactor`.
  package init(_ wrapped: Wrapped, of reactor: Reactor) {
    self.init(wrapped, of: reactor.scheduler.atBirth)
  }

  /// For the thread that is about to become the home.
  var atBirth: Wrapped { wrapped }

  /// What is inside, on its thread.
  package var value: Wrapped {
    // Invariant: whoever holds the box opens it in `Reactor.submit` or in a job of the loop.
    precondition(isHome, "a loop-bound value was used away from its reactor's thread")
    return wrapped
  }
}
