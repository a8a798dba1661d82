/// Why a call on a ``HeapThread`` did not run.
public enum HeapThreadError: Error, CustomStringConvertible {
  /// ``HeapThread/onSetup()`` threw this, so nothing can run.
  case setupFailed(any Error)
  /// The thread was closed before the call's turn came.
  case closed

  /// A sentence that names what happened.
  public var description: String {
    switch self {
    case .setupFailed(let error): "the thread's set-up failed: \(error)"
    case .closed: "the thread is closed"
    }
  }
}
