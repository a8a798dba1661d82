/// Whether a task, a future or a generator is done, with which error, and whom to tell.
///
/// The value is not here: what is generic is kept apart, since it costs where nothing has to be
/// known of it.
struct Completion {
  private(set) var isDone = false
  private var failure: (any Error)?
  private var unseen: UnseenFailure?
  private var callbacks: [() -> Void] = []

  init() {}

  /// The error, from now on seen; nil for a value.
  mutating func takeError() -> (any Error)? {
    guard let failure else { return nil }
    unseen?.forget()
    unseen = nil
    return failure
  }

  /// Notes that there is a value.
  mutating func succeed() {
    isDone = true
  }

  /// Notes an error; one that nobody looks at is reported.
  mutating func fail(_ error: any Error, of name: @autoclosure () -> String) {
    isDone = true
    failure = error
    if !(error is GenCancelledError) { unseen = UnseenFailure(error, of: name()) }
  }

  var hasCallbacks: Bool { !callbacks.isEmpty }

  /// What to call now that it is done.
  mutating func takeCallbacks() -> [() -> Void] {
    defer { callbacks = [] }
    return callbacks
  }

  mutating func addCallback(_ callback: @escaping () -> Void) {
    callbacks.append(callback)
  }

  /// Says that nobody will look any more.
  func abandon() {
    unseen?.report()
  }
}
