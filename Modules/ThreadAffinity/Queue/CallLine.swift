import DequeModule

/// Calls and jobs in a line, first come, first served; a call can leave it again.
struct CallLine<Call> {
  /// What stands in the line.
  struct Entry {
    let call: Call
    /// A piece of a Swift task, which cannot be refused, since a task that loses one never ends.
    let isJob: Bool
  }

  /// A place in the line, for leaving it.
  struct Ticket {
    fileprivate let number: Int
  }

  /// In order; nil where a call has left.
  private var entries: Deque<Entry?> = []
  /// The number of the ticket of the first entry.
  private var firstNumber = 0
  /// How many calls stand in it.
  private(set) var calls = 0
  /// How many jobs stand in it.
  private(set) var jobs = 0

  var isEmpty: Bool { calls + jobs == 0 }

  mutating func append(_ entry: Entry) -> Ticket {
    entries.append(entry)
    if entry.isJob { jobs += 1 } else { calls += 1 }
    return Ticket(number: firstNumber &+ entries.count &- 1)
  }

  mutating func popFirst() -> Entry? {
    while let entry = entries.popFirst() {
      firstNumber &+= 1
      guard let entry else { continue }
      if entry.isJob { jobs -= 1 } else { calls -= 1 }
      return entry
    }
    return nil
  }

  /// Takes a call out; nil if it does not stand here (any more).
  mutating func withdraw(_ ticket: Ticket) -> Call? {
    let index = ticket.number &- firstNumber
    guard entries.indices.contains(index), let entry = entries[index] else { return nil }
    entries[index] = nil
    calls -= 1
    return entry.call
  }

  /// Takes out the calls behind the first `kept`, and leaves the jobs.
  mutating func removeCalls(after kept: Int = 0) -> [Call] {
    guard calls > kept else { return [] }
    var removed: [Call] = []
    var seen = 0
    for index in entries.indices {
      guard let entry = entries[index], !entry.isJob else { continue }
      seen += 1
      guard seen > kept else { continue }
      removed.append(entry.call)
      entries[index] = nil
    }
    calls = kept
    return removed
  }

  /// Makes the first entry the line `other`, which is empty; its ticket stays valid.
  ///
  /// - Returns: Whether there was one.
  mutating func moveFirst(to other: inout CallLine) -> Bool {
    guard let entry = popFirst() else { return false }
    other.firstNumber = firstNumber &- 1
    _ = other.append(entry)
    return true
  }

  /// Makes the whole line the line `other`, which is empty; tickets stay valid.
  mutating func move(to other: inout CallLine) {
    let next = firstNumber &+ entries.count
    swap(&self, &other)
    entries.removeAll(keepingCapacity: true)
    firstNumber = next
    (calls, jobs) = (0, 0)
  }
}

extension CallLine: Sendable where Call: Sendable {}
extension CallLine.Entry: Sendable where Call: Sendable {}
