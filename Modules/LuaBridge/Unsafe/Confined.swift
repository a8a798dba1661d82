/// Something that is used on the thread of one reactor, in `Sendable` closures that run there.
///
/// Proof: host functions are called on the reactor's thread; `async` ones by a task that prefers its
/// loop, and a function without an actor of its own runs where its task prefers.
struct Confined<Wrapped>: @unchecked Sendable {
  let value: Wrapped

  init(_ value: Wrapped) {
    self.value = value
  }
}
