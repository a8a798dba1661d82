/// Where other threads leave work for a loop: a list behind a lock, and a bell that is rung only
/// when the loop sleeps.
final class Mailbox: Sendable {
  /// What can be left.
  enum Item: Sendable {
    case call(@Sendable () -> Void)
    case job(UnownedJob)
    case isolatedJob(UnownedJob)
    case unpark(UnownedParking)
  }

  private struct Contents {
    var items: [Item] = []
    var isAsleep = false
    var isClosed = false
  }

  private let contents = Guarded(Contents())
  private let bell: @Sendable () -> Void

  init(bell: @escaping @Sendable () -> Void) {
    self.bell = bell
  }

  /// Leaves `item`; false when the loop is closed and will never come for it.
  func post(_ item: Item) -> Bool {
    contents.withLock { contents in
      guard !contents.isClosed else { return false }
      contents.items.append(item)
      // Rung under the lock, so that nobody rings once the loop has closed its mailbox.
      if contents.isAsleep { bell() }
      contents.isAsleep = false
      return true
    }
  }

  /// Takes all there is, and leaves the empty `inbox` in exchange.
  func collect(into inbox: inout [Item]) {
    contents.withLock { contents in
      guard !contents.items.isEmpty else { return }
      swap(&contents.items, &inbox)
    }
  }

  /// Called by the loop before it sleeps; false when there is work, so that it must not.
  func fallAsleep() -> Bool {
    contents.withLock { contents in
      contents.isAsleep = contents.items.isEmpty
      return contents.isAsleep
    }
  }

  /// Accepts nothing more, and hands out the rest.
  func close() -> [Item] {
    contents.withLock { contents in
      contents.isClosed = true
      defer { contents.items = [] }
      return contents.items
    }
  }
}
