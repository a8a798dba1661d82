import CFiber

/// The stack of one ``Fiber``: owns the C fibre and the way into it.
///
/// A fibre may enter others (generators, Lua) on stacks of their own; what the reactor goes on with
/// is the innermost of them, the *leaf*.
struct Strand: ~Copyable {
  /// Why control came back to the scheduler.
  enum Departure {
    /// The body has returned; the stack can go.
    case returned
    /// It waits for an ``Parking/unpark()``.
    case parked
    /// A tick took the thread away; it wants to go on.
    case sliced
  }

  private let root: OpaquePointer
  private var leaf: OpaquePointer?

  /// A stack that will run `fiber.run()`; throws where the system has no memory for it.
  init(for fiber: Fiber, stack: StackSize) throws(ReactorError) {
    let argument = Unmanaged.passUnretained(fiber).toOpaque()
    let entry: cfiber_entry = { argument in
      guard let argument else { return }
      Unmanaged<Fiber>.fromOpaque(argument).takeUnretainedValue().run()
    }
    guard let made = cfiber_new(stack.kind, entry, argument) else {
      throw ReactorError.system(operation: "allocate a fibre's stack", code: errnoCode())
    }
    root = made
  }

  deinit {
    cfiber_free(root)
  }

  /// Runs the fibre until it parks, is sliced or returns.
  mutating func proceed() -> Departure {
    let code = leaf.map { cfiber_continue($0) } ?? cfiber_enter(root)
    leaf = cfiber_leaf()
    return switch code {
    case CFIBER_RETURNED: .returned
    case Int32(CFIBER_SLICED): .sliced
    default: .parked
    }
  }

  /// From the running fibre to the scheduler; returns when the scheduler proceeds with it.
  static func suspend() {
    cfiber_suspend(Int32(CFIBER_PARKED))
  }
}

extension StackSize {
  fileprivate var kind: cfiber_kind {
    switch self {
    case .small: CFIBER_SMALL
    case .large: CFIBER_LARGE
    }
  }
}
