/// An error that nobody has asked for yet.
///
/// It is reported when the task that has it is forgotten, and at the latest when the loop is closed:
/// so no error gets lost.
final class UnseenFailure {
  let failure: UnhandledFailure
  private weak var loop: GenLoop?

  init(_ error: any Error, of source: String) {
    failure = UnhandledFailure(source: source, error: error)
    loop = GenLoop.current
    loop?.unseen[ObjectIdentifier(self)] = self
  }

  /// Somebody has seen it.
  func forget() {
    loop?.unseen[ObjectIdentifier(self)] = nil
  }

  /// Nobody will; told once.
  func report() {
    guard let loop, loop.unseen.removeValue(forKey: ObjectIdentifier(self)) != nil else { return }
    loop.report(failure)
  }
}
