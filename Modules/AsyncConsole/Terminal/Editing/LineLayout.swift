/// Where text comes to stand on a terminal that wraps at its right edge.
struct LineLayout {
  /// A place, counted from where the text begins.
  struct Place: Equatable {
    var row = 0
    var column = 0
  }

  let columns: Int
  private(set) var end = Place()
  /// Whether the row before is full: a line feed then ends that, and not this one.
  private var hasJustWrapped = false

  init(columns: Int) {
    self.columns = max(columns, 2)
  }

  /// Goes on by a character; a full row is left at once, as ``LineEditor`` has the terminal do.
  mutating func add(_ character: Character) {
    if character == "\n" {
      end = Place(row: hasJustWrapped ? end.row : end.row + 1, column: 0)
      hasJustWrapped = false
      return
    }
    hasJustWrapped = false
    let width = character.displayWidth
    if end.column + width > columns { end = Place(row: end.row + 1, column: 0) }
    end.column += width
    guard end.column >= columns else { return }
    end = Place(row: end.row + 1, column: 0)
    hasJustWrapped = true
  }

  /// Where `characters` end.
  static func end(of characters: some Sequence<Character>, columns: Int) -> Place {
    var layout = LineLayout(columns: columns)
    for character in characters { layout.add(character) }
    return layout.end
  }
}
