// Tab: the names that the text may go on with, as readline has them with `show-all-if-ambiguous`.
extension LineEditor {
  /// The most names that are shown at once.
  private static let mostShown = 200

  /// At the beginning of a line Tab indents; elsewhere names are asked for.
  mutating func beginCompletion() -> [Action] {
    let before = buffer.characters[buffer.lineStart..<buffer.cursor]
    guard before.contains(where: { !$0.isWhitespace }) else { return insert("  ") }
    state = .completing
    return [.complete(String(buffer.characters[..<buffer.cursor]))]
  }

  /// Takes the names that ``Action/complete(_:)`` has asked for: puts in what they have in common, or else
  /// shows them.
  mutating func complete(with completions: Completions) -> [Action] {
    guard state == .completing else { return [] }
    state = .editing
    return (goOn(with: completions) + work()).joiningShows()
  }

  private mutating func goOn(with completions: Completions) -> [Action] {
    let names = completions.names
    let addition = Self.commonBeginning(of: names).dropFirst(completions.typed.count)
    if !addition.isEmpty { return insert(String(addition)) }
    guard names.count > 1 else { return [.show("\u{07}")] }
    return [.show(screen.draw(buffer, below: list(names)))]
  }

  private static func commonBeginning(of names: [String]) -> Substring {
    guard let first = names.first else { return "" }
    return names.dropFirst().reduce(first[...]) { common, name in
      common.prefix(zip(common, name).prefix { $0 == $1 }.count)
    }
  }

  /// Rows of names, which go down the columns as those of `ls` do.
  private func list(_ names: [String]) -> [String] {
    let shown = names.prefix(Self.mostShown)
    let width = (shown.map(\.displayWidth).max() ?? 0) + 2
    let rowCount = (shown.count - 1) / max(screen.columns / width, 1) + 1
    let rows = (0..<rowCount).map { row in
      stride(from: row, to: shown.count, by: rowCount)
        .map { shown[$0] + String(repeating: " ", count: width - shown[$0].displayWidth) }
        .joined()
    }
    let rest = names.count - shown.count
    return rest > 0 ? rows + ["... and \(rest) more"] : rows
  }
}

extension String {
  fileprivate var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }
}
