public import CFiber

/// The stack of a generator's body: entered for each element, left by each `yield`.
@usableFromInline
struct GeneratorStack {
  /// What the body has done when control is back.
  @usableFromInline
  enum Departure {
    case yielded
    case returned
    /// It goes on yielding although it was told to end.
    case refused
  }

  @usableFromInline let fibre: OpaquePointer

  /// A stack that will run `object.run()`; nil where the system has no memory for one.
  ///
  /// `object` is not held: it must live as long as the stack.
  init?(running object: GeneratorRun) {
    let entry: cfiber_entry = { argument in
      guard let argument else { return }
      Unmanaged<GeneratorRun>.fromOpaque(argument)._withUnsafeGuaranteedRef { $0.run() }
    }
    let argument = Unmanaged.passUnretained(object).toOpaque()
    guard let made = cfiber_new(CFIBER_SMALL, entry, argument) else { return nil }
    fibre = made
  }

  /// Goes on in the body until it yields or returns.
  @inlinable
  func enter() -> Departure {
    let code = cfiber_enter(fibre)
    return code == 0 ? .yielded : code == CFIBER_RETURNED ? .returned : .refused
  }

  /// Gives the stack back; what is still on it is forgotten and stays retained.
  func free() {
    cfiber_free(fibre)
  }

  /// From the body to who wants its elements.
  @inlinable
  static func yield() {
    cfiber_leave(0)
  }

  /// From a body that does not want to end; it is not entered again.
  static func refuse() {
    cfiber_leave(1)
  }
}

/// What runs on a ``GeneratorStack``.
@usableFromInline
class GeneratorRun {
  /// The bottom of the stack.
  @usableFromInline
  func run() {}
}
