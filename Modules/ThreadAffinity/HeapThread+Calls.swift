import Reactor
import Synchronization

/// What the calls need of a ``HeapThread``, with the subclass's own type.
public protocol HeapThreadCallable: HeapThread {}

extension HeapThread: HeapThreadCallable {}

extension HeapThreadCallable {
  /// Runs `body` on the object's thread and returns its result.
  ///
  /// A call that is cancelled before its turn does not run.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `CancellationError`; ``HeapThreadError``.
  @discardableResult
  public func run<T: Sendable>(_ body: @escaping @Sendable (Self) throws -> T) async throws -> T {
    let isCancelled = Flag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        submit(
          HeapCall {
            continuation.resume(
              with: Result {
                if isCancelled.isSet { throw CancellationError() }
                return try body(self)
              }
            )
          } refuse: {
            continuation.resume(throwing: $0)
          }
        )
      }
    } onCancel: {
      isCancelled.set()
    }
  }

  /// Runs `step` for each of `items` on the object's thread.
  ///
  /// Between any two, other calls have their turn, and a cancellation or an immediate close ends
  /// the rest.
  ///
  /// - Returns: The results in the order of `items`.
  /// - Throws: The first error of a step; `CancellationError`; ``HeapThreadError``.
  public func queue<Item: Sendable, T: Sendable>(
    _ items: [Item],
    _ step: @escaping @Sendable (Self, Item) throws -> T
  ) async throws -> [T] {
    var results: [T] = []
    for item in items {
      try Task.checkCancellation()
      results.append(try await run { try step($0, item) })
    }
    return results
  }

  /// Runs `body` on the object's thread from a fibre, which waits.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `CancellationError`; ``HeapThreadError``; `ReactorError.notOnFiber`.
  @discardableResult
  public func runFromFiber<T: Sendable>(_ body: @escaping @Sendable (Self) throws -> T) throws -> T
  {
    try Fiber.wait { try await self.run(body) }
  }
}

/// Something that happens once.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .acquiring) }

  func set() { value.store(true, ordering: .releasing) }
}
