/// A call whose caller is an `async` function.
///
/// The continuation is not a checked one, since the queue performs or refuses each call once (see
/// ``HeapCall``), and a checked one costs an object more a call.
final class AsyncCall: HeapCall {
  private let work: @Sendable () -> Void
  private let caller: UnsafeContinuation<Void, any Error>

  init(_ work: @escaping @Sendable () -> Void, _ caller: UnsafeContinuation<Void, any Error>) {
    self.work = work
    self.caller = caller
  }

  func perform() {
    work()
    caller.resume()
  }

  func refuse(_ error: any Error) {
    caller.resume(throwing: error)
  }
}
