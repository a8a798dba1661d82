/// A call that nobody waits for.
final class PostedCall<Owner: HeapThread>: HeapCall {
  private let owner: Owner
  private let body: @Sendable (Owner) throws -> Void

  init(on owner: Owner, _ body: @escaping @Sendable (Owner) throws -> Void) {
    self.owner = owner
    self.body = body
  }

  func perform() {
    do { try body(owner) } catch { owner.report(error) }
  }

  func refuse(_ error: any Error) {
    owner.report(error)
  }
}
