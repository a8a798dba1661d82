/// A call whose caller is an `async` function.
final class AsyncCall<Owner: HeapThread, Value: Sendable>: HeapCall {
  private let owner: Owner
  private let body: @Sendable (Owner) throws -> Value
  private let continuation: CheckedContinuation<Value, any Error>

  init(
    on owner: Owner,
    _ body: @escaping @Sendable (Owner) throws -> Value,
    _ continuation: CheckedContinuation<Value, any Error>
  ) {
    self.owner = owner
    self.body = body
    self.continuation = continuation
  }

  func perform() {
    continuation.resume(with: Result { try body(owner) })
  }

  func refuse(_ error: any Error) {
    continuation.resume(throwing: error)
  }
}
