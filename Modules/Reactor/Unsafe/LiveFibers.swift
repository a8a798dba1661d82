/// Every fibre of a loop that has not ended, held here, so that all else may point to it unheld.
///
/// A class, since letting a fibre go may run anything: Swift would guard a struct against that at run
/// time, which costs more than the list does.
final class LiveFibers {
  private var newest: UnownedFiber?

  var isEmpty: Bool { newest == nil }

  func insert(_ fiber: Fiber) {
    _ = Unmanaged.passRetained(fiber)
    let entry = UnownedFiber(fiber)
    fiber.older = newest
    newest?.with { $0.newer = entry }
    newest = entry
  }

  /// Lets go of a fibre that has ended.
  func remove(_ fiber: UnownedFiber) {
    let (newer, older) = fiber.with { ($0.newer, $0.older) }
    if let newer { newer.with { $0.older = older } } else { newest = older }
    older?.with { $0.newer = newer }
    Unmanaged<Fiber>.fromOpaque(fiber.word).release()
  }

  /// All of them, the oldest first.
  var all: [Fiber] {
    var found: [Fiber] = []
    var next = newest
    while let fiber = next?.held {
      found.append(fiber)
      next = fiber.older
    }
    return found.reversed()
  }
}
