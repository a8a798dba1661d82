/// Why a call on a ``HeapThread`` did not run, or what its owner did wrong.
///
/// The errors of the calls themselves are not wrapped: a caller gets what its body threw.
public enum HeapThreadError: Error {
  /// The thread was closed before the call's turn came, or between two of its steps.
  case closed
  /// ``HeapThread/onSetup()`` threw this (or the system had no thread to give), so nothing can run.
  case setupFailed(any Error)
  /// The exception handler threw this, which closed the thread.
  case handlerFailed(any Error)
  /// As many calls as the thread may queue are queued, and the caller would not wait for room.
  case full(limit: Int)
  /// A body on the thread called its own thread and would wait for its own end.
  ///
  /// It has the object already; in a task that prefers the thread there is the `async` form.
  case deadlock
  /// A call without `await`, made neither on a fibre nor on a thread that may be blocked: this one runs a
  /// loop or Swift tasks.
  case wouldBlock
}

extension HeapThreadError: CustomStringConvertible {
  /// A sentence that names what happened.
  public var description: String {
    switch self {
    case .closed: "the thread is closed"
    case .setupFailed(let error): "the thread's set-up failed: \(error)"
    case .handlerFailed(let error): "the thread's exception handler failed: \(error)"
    case .full(let limit): "the thread's queue has its limit of \(limit) calls"
    case .deadlock: "a call from the thread to itself would wait for its own end"
    case .wouldBlock:
      "this thread runs Swift tasks or a loop, and must not be blocked: call with await in an async function, or on a fibre"
    }
  }
}
