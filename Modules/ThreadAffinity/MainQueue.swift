import Dispatch

/// What the main actor runs on.
///
/// That is not the main thread for good: where `async` code at the top level first waits, Linux goes on with
/// the main queue on another thread.
enum MainQueue {
  private static let mark: DispatchSpecificKey<Void> = {
    let mark = DispatchSpecificKey<Void>()
    DispatchQueue.main.setSpecific(key: mark, value: ())
    return mark
  }()

  /// Whether the caller runs there.
  static var isCurrent: Bool { DispatchQueue.getSpecific(key: mark) != nil }
}
