/// Where jobs go that come when their loop has closed: they still run, one at a time, on the thread
/// that brings them.
///
/// A task that lost its loop must end, and not hang.
package final class AfterClose: Sendable {
  private struct Line {
    var waiting: [@Sendable () -> Void] = []
    var isBusy = false
  }

  private let line = Guarded(Line())

  package init() {}

  package func run(_ job: @escaping @Sendable () -> Void) {
    let isFirst = line.withLock { line in
      line.waiting.append(job)
      defer { line.isBusy = true }
      return !line.isBusy
    }
    guard isFirst else { return }
    while let job = next() { job() }
  }

  private func next() -> (@Sendable () -> Void)? {
    line.withLock { line in
      guard !line.waiting.isEmpty else {
        line.isBusy = false
        return nil
      }
      return line.waiting.removeFirst()
    }
  }
}
