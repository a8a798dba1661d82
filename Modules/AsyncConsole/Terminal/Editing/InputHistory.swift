/// The lines that were entered, oldest first, and where the user is among them.
///
/// Lines that are changed on the way keep their changes until one is entered.
struct InputHistory {
  /// The lines.
  private(set) var entries: [String]
  /// Whether the line that was entered last is kept.
  private(set) var keptLast = false
  private let limit: Int
  /// `entries.count`: the new line.
  private var position: Int
  private var drafts: [Int: String] = [:]

  /// - Parameters:
  ///   - entries: Earlier lines, oldest first.
  ///   - limit: How many are kept.
  init(_ entries: [String] = [], limit: Int = 1000) {
    self.limit = limit
    self.entries = entries.suffix(limit)
    position = self.entries.count
  }

  /// Notes a line that was entered, and goes back to the end; empty ones and repetitions are not kept.
  mutating func add(_ line: String) {
    keptLast = line.contains { !$0.isWhitespace } && line != entries.last
    if keptLast {
      entries.append(line)
      entries.removeFirst(max(0, entries.count - limit))
    }
    leave()
  }

  /// Back to the new line; changes are forgotten.
  mutating func leave() {
    position = entries.count
    drafts = [:]
  }

  /// The line `offset` further on, where there is one; `present` is kept for when the user is back.
  mutating func move(by offset: Int, from present: String) -> String? {
    move(to: position + offset, from: present)
  }

  /// The oldest line, or the new one.
  mutating func moveToEdge(oldest: Bool, from present: String) -> String? {
    move(to: oldest ? 0 : entries.count, from: present)
  }

  /// Goes to the entry at an index.
  mutating func move(to target: Int, from present: String) -> String? {
    guard (0...entries.count).contains(target), target != position else { return nil }
    drafts[position] = present
    position = target
    return drafts[target] ?? (target < entries.count ? entries[target] : "")
  }

  /// The newest entry before `index` that contains `text`.
  func index(of text: String, before index: Int) -> Int? {
    guard !text.isEmpty else { return nil }
    return entries.indices.prefix(max(index, 0)).last { entries[$0].contains(text) }
  }
}
