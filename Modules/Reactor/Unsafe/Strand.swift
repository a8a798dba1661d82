import CFiber

/// The stack of one ``Fiber``: the way into it, which the fibre owns and gives back once.
///
/// It is taken when the fibre begins: many that wait for their first turn, and have little to do then,
/// run one after the other on the same warm stack.
///
/// A fibre may enter others (generators, Lua) on stacks of their own; what the reactor goes on with
/// is the innermost of them, the *leaf*.
struct Strand {
  /// Why control came back to the scheduler.
  enum Departure {
    /// The body has returned; the stack can go.
    case returned
    /// It waits for an ``Parking/unpark()``.
    case parked
    /// A tick took the thread away; it wants to go on.
    case sliced
    /// It wants to go on when the loop has looked at its sockets.
    case gaveWay
  }

  private var root: OpaquePointer?
  private var leaf: OpaquePointer?
  private let size: StackSize

  init(_ size: StackSize) {
    self.size = size
  }

  /// Gives the stack back.
  ///
  /// Nothing may be left on it that wants to be released.
  func free() {
    if let root { cfiber_free(root) }
  }

  /// A stack that will run the running fibre's `run()`; none where the system has no memory for it.
  private mutating func begin() -> OpaquePointer? {
    let entry: cfiber_entry = { _ in UnownedFiber.running?.with { $0.run() } }
    root = cfiber_new(size.kind, entry, nil)
    return root
  }

  /// Has the processor fetch where the stack stands, which has often been out of its caches for long: so
  /// that it is there when the fibre's turn comes.
  @inline(__always)
  func fetch() { if let leaf { cfiber_fetch(leaf) } }

  /// The same of the stack's last frames, some time after ``fetch()``.
  @inline(__always)
  func fetchFrames() { if let leaf { cfiber_fetch_frames(leaf) } }

  /// Runs the fibre until it parks, is sliced or returns.
  ///
  /// One for which there is no stack gives way, until others have ended and left theirs.
  @inline(__always)
  mutating func proceed() -> Departure {
    guard let leaf = leaf ?? begin() else { return .gaveWay }
    let code = cfiber_continue(leaf)
    if code == CFIBER_RETURNED { return .returned }
    self.leaf = cfiber_leaf()
    if code == CFIBER_PARKED { return .parked }
    return code == CFIBER_SLICED ? .sliced : .gaveWay
  }

  /// Whether nobody else wanted the thread since the fibre that runs, or is about to, was sliced; for those
  /// who make the ticks.
  static var isAlone: Bool {
    get { cfiber_alone() }
    set { cfiber_set_alone(newValue) }
  }

  /// As ``suspend()``, of a fibre that wants to go on when the loop has looked at its sockets.
  static func giveWay() {
    cfiber_suspend(Int32(CFIBER_SLICED) + 1)
  }

  /// From the running fibre to the scheduler; returns when the scheduler proceeds with it.
  @inline(__always)
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
