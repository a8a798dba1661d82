import Dispatch
import ThreadAffinity

/// Holds a heap thread inside a call until it is opened, so that other calls have to wait.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let entered: AsyncStream<Void>
  private let enter: AsyncStream<Void>.Continuation

  init() {
    (entered, enter) = AsyncStream.makeStream()
  }

  /// Waits until a call has passed the first half of the gate.
  func untilEntered() async {
    for await _ in entered { return }
  }

  /// On the heap thread: stays here until ``open()``.
  func pass() {
    enter.yield()
    semaphore.wait()
  }

  /// Lets one call go on, the present or the next.
  func open() { semaphore.signal() }
}

extension HeapThread {
  /// Waits until `count` calls wait for their turn.
  func untilWaiting(_ count: Int) async {
    while waitingCalls != count { await Task.yield() }
  }
}

/// A heap thread with a count that only its own thread touches.
final class Counter: HeapThread, @unchecked Sendable {
  private var count = 0

  func next() -> Int {
    count += 1
    return count
  }
}

struct Broken: Error, Equatable {
  var number = 0
}
