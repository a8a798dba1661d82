/// A terminal's screen, as far as the line editor uses one: xterm's behaviour at the right edge included.
struct ScreenModel {
  private(set) var rows: [[Character]] = [[]]
  private(set) var row = 0
  private(set) var column = 0
  private let columns: Int
  /// The last column was just written: the next character goes to the next row.
  private var isAtEdge = false

  init(columns: Int) {
    self.columns = columns
  }

  /// The rows as text; the second column of a wide character is left out.
  var text: [String] {
    rows.map { row in
      let text = String(row.filter { $0 != "\0" })
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
  }

  mutating func write(_ output: String) {
    var rest = Array(output.unicodeScalars)[...]
    var shown = ""
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}":
        flush(&shown)
        obey(&rest)
      case "\u{07}": break
      case "\r", "\n":
        flush(&shown)
        if scalar == "\r" { column = 0 } else { down() }
        isAtEdge = false
      default: shown.unicodeScalars.append(scalar)
      }
    }
    flush(&shown)
  }

  private mutating func flush(_ text: inout String) {
    for character in text { put(character) }
    text = ""
  }

  private mutating func down() {
    row += 1
    if row == rows.count { rows.append([]) }
  }

  private mutating func put(_ character: Character) {
    let width = Self.width(character)
    if isAtEdge || column + width > columns {
      column = 0
      down()
    }
    while rows[row].count < column + width { rows[row].append(" ") }
    rows[row][column] = character
    if width == 2 { rows[row][column + 1] = "\0" }
    column += width
    isAtEdge = column == columns
    if isAtEdge { column -= 1 }
  }

  private static func width(_ character: Character) -> Int {
    "漢字仮名한글🙂".contains(character) ? 2 : 1
  }

  /// CSI with a number and a final letter.
  private mutating func obey(_ rest: inout ArraySlice<Unicode.Scalar>) {
    _ = rest.popFirst()
    var parameters = ""
    while let scalar = rest.popFirst() {
      guard scalar.properties.isAlphabetic else {
        parameters.unicodeScalars.append(scalar)
        continue
      }
      let count = Int(parameters) ?? 1
      switch scalar {
      case "A": row -= count
      case "C": column += count
      case "H": (row, column) = (0, 0)
      case "J" where parameters == "2": rows = [[]]
      case "J":
        rows.removeSubrange((row + 1)...)
        rows[row] = Array(rows[row].prefix(column))
      default: break
      }
      if scalar != "h", scalar != "l" { isAtEdge = false }
      return
    }
  }
}
