/// What the reactor refuses, and what the system refused it.
///
/// Every case is the host program's mistake or the system's word; scripts and peers cannot cause
/// one by themselves.
public enum ReactorError: Error, Hashable {
  /// `operation` waits, and only a fibre can wait: it was called outside of one.
  case notOnFiber(operation: String)
  /// The reactor has been shut down (or is about to be); nothing more can be submitted.
  case closed
  /// A reactor was run on a thread that another reactor drives already.
  case nested
  /// The system (or libuv) refused `operation`.
  case system(operation: String, code: SystemErrorCode)
}

extension ReactorError: CustomStringConvertible {
  /// A sentence that names what failed and why.
  public var description: String {
    switch self {
    case .notOnFiber(let operation):
      "\(operation) needs a fibre: use Reactor.run or GenLoop.run, or from async code reactor.run"
    case .closed: "the reactor is closed"
    case .nested: "this thread is driven by another reactor already"
    case .system(let operation, let code): "cannot \(operation): \(code)"
    }
  }
}
