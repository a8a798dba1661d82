/// A line that is edited: its characters, and where the cursor stands between them.
struct LineBuffer: Equatable {
  private(set) var characters: [Character] = []
  /// From 0, before the first character, to their number.
  private(set) var cursor = 0

  /// A line with the cursor at its end.
  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }
  var isAtEnd: Bool { cursor == characters.count }

  // MARK: Changing

  /// Puts text at the cursor; it may join the character before (an accent, say).
  mutating func insert(_ text: String) {
    let before = Array(String(characters[..<cursor]) + text)
    characters = before + characters[cursor...]
    cursor = before.count
  }

  /// Takes out what lies between the cursor and `other`.
  mutating func remove(to other: Int) -> String {
    let range = min(cursor, other)..<max(cursor, other)
    let removed = String(characters[range])
    characters.removeSubrange(range)
    cursor = range.lowerBound
    return removed
  }

  /// Changes the character before the cursor with the one under it, or the last two at the end.
  mutating func transpose() {
    guard characters.count > 1, cursor > 0 else { return }
    let second = isAtEnd ? cursor - 1 : cursor
    characters.swapAt(second - 1, second)
    cursor = second + 1
  }

  /// Changes the word after the cursor, and goes behind it.
  mutating func changeWord(_ change: (String) -> String) {
    let end = wordEnd
    let start = characters[cursor..<end].firstIndex(where: \.isWord) ?? end
    let changed = Array(change(String(characters[start..<end])))
    characters.replaceSubrange(start..<end, with: changed)
    cursor = start + changed.count
  }

  // MARK: Places

  mutating func move(to place: Int) {
    cursor = min(max(place, 0), characters.count)
  }

  /// Where the line of a text of several begins that the cursor is in.
  var lineStart: Int {
    (characters[..<cursor].lastIndex(of: "\n") ?? -1) + 1
  }

  /// Where it ends.
  var lineEnd: Int {
    characters[cursor...].firstIndex(of: "\n") ?? characters.count
  }

  /// Where the word before the cursor begins: letters, digits and `_`.
  var wordStart: Int { start(of: \.isWord) }

  /// Where the word before the cursor begins that spaces bound.
  var argumentStart: Int { start { !$0.isWhitespace } }

  /// Where the word after the cursor ends.
  var wordEnd: Int {
    let first = characters[cursor...].firstIndex(where: \.isWord) ?? characters.count
    return characters[first...].firstIndex { !$0.isWord } ?? characters.count
  }

  private func start(of belongs: (Character) -> Bool) -> Int {
    guard let last = characters[..<cursor].lastIndex(where: belongs) else { return 0 }
    return (characters[..<last].lastIndex { !belongs($0) } ?? -1) + 1
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }
}
