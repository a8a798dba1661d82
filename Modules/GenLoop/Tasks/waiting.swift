import Reactor

/// What ``wait(_:timeout:returnWhen:)`` waits for; asyncio's `FIRST_COMPLETED` and so on.
public enum ReturnWhen: Sendable, Hashable {
  /// Any of them is done.
  case firstCompleted
  /// Any of them has an error, or all are done.
  case firstException
  /// All are done.
  case allCompleted
}

/// Waits until some of `awaitables` are done; asyncio's `wait`.
///
/// It cancels none, and throws none of their errors.
///
/// - Parameters:
///   - awaitables: Tasks or futures.
///   - timeout: After which it returns whatever is done; nil is never.
///   - condition: What is enough.
/// - Returns: Those that are done and those that are not, each in the order of `awaitables`.
/// - Throws: ``GenCancelledError``.
public func wait<Work: Awaitable>(
  _ awaitables: [Work],
  timeout: Duration? = nil,
  returnWhen condition: ReturnWhen = .allCompleted
) throws -> (done: [Work], pending: [Work]) {
  let arrivals = Completions(awaitables)
  func isEnough() -> Bool {
    switch condition {
    case .firstCompleted: awaitables.contains(where: \.isDone)
    case .firstException: awaitables.contains { $0.isDone && $0.exception != nil }
    case .allCompleted: false
    }
  }
  do {
    try withTimeout(timeout) { while !isEnough(), try arrivals.next() != nil {} }
  } catch is GenTimeoutError {}
  return (awaitables.filter(\.isDone), awaitables.filter { !$0.isDone })
}

/// Gives `awaitables` out as they get done; asyncio's `as_completed`.
///
/// ```swift
/// let arrivals = asCompleted(tasks)
/// while let task = try arrivals.next() { print(try task.value()) }
/// ```
///
/// - Returns: What to ask for the next one.
public func asCompleted<Work: Awaitable>(_ awaitables: [Work]) -> Completions<Work> {
  Completions(awaitables)
}

/// Tasks or futures in the order in which they get done; see ``asCompleted(_:)``.
public final class Completions<Work: Awaitable> {
  private let done = Queue<Work>()
  private var left: Int

  fileprivate init(_ awaitables: [Work]) {
    left = awaitables.count
    for work in awaitables { work.addDoneCallback { [done] in try? done.putNowait($0) } }
  }

  /// Waits for the next one that is done.
  ///
  /// - Returns: It, or nil when there are no more.
  /// - Throws: ``GenCancelledError``.
  public func next() throws -> Work? {
    guard left > 0 else { return nil }
    let next = try done.get()
    left -= 1
    return next
  }
}
