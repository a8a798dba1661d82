/// How a line is shown on a terminal: what to write so that it shows prompt, text and cursor.
///
/// It uses no more than every terminal since the VT100 knows (ECMA-48: CUU, CUF, ED).
struct LineScreen {
  /// Has the terminal say where a paste begins and ends.
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"

  var prompt = ""
  var columns = 80
  /// In which row of what is shown the cursor stands.
  private var row = 0

  init() {}

  init(prompt: String, columns: Int) {
    self.prompt = prompt
    self.columns = columns
  }

  /// Nothing is shown any more.
  mutating func forget() { row = 0 }

  /// Shows the line in a window of another width, which has wrapped what was shown anew, as terminals do.
  mutating func resize(to columns: Int, _ buffer: LineBuffer) -> String {
    self.columns = columns
    let before = Array(prompt) + buffer.characters[..<buffer.cursor]
    row = LineLayout.end(of: before, columns: columns).row
    return draw(buffer)
  }

  /// Shows the line in the place of what was shown; `other` instead of the prompt.
  mutating func draw(_ buffer: LineBuffer, prompt other: String? = nil) -> String {
    let prompt = Array(other ?? prompt)
    let before = prompt + buffer.characters[..<buffer.cursor]
    let all = before + buffer.characters[buffer.cursor...]
    let cursor = LineLayout.end(of: before, columns: columns)
    let end = LineLayout.end(of: all, columns: columns)
    var text = Self.up(row) + "\r\u{1B}[J" + Self.form(of: all)
    if end.column == 0, end.row > 0, all.last != "\n" { text += "\r\n" }
    text += Self.up(end.row - cursor.row) + "\r" + Self.right(cursor.column)
    row = cursor.row
    return text
  }

  /// Shows text that was put to the line's end; only itself is written where it fits into the row.
  mutating func append(_ text: String, _ buffer: LineBuffer) -> String {
    let all = Array(prompt) + buffer.characters
    let added = Array(text)
    let isSimple = buffer.characters.suffix(added.count).elementsEqual(added)
    let start = LineLayout.end(of: all.dropLast(added.count), columns: columns)
    let end = LineLayout.end(of: all, columns: columns)
    guard isSimple, start.row == end.row else { return draw(buffer) }
    return Self.form(of: added)
  }

  /// Shows rows of text below what was shown, and below these the line.
  mutating func draw(_ buffer: LineBuffer, below rows: [String]) -> String {
    var end = buffer
    end.move(to: buffer.characters.count)
    let above = draw(end) + rows.map { "\r\n" + $0 }.joined() + "\r\n"
    forget()
    return above + draw(buffer)
  }

  /// Clears the screen and shows the line at its top.
  mutating func clear(_ buffer: LineBuffer) -> String {
    row = 0
    return "\u{1B}[H\u{1B}[2J" + draw(buffer)
  }

  private static func form(of characters: [Character]) -> String {
    characters.map { $0 == "\n" ? "\r\n" : $0.displayForm }.joined()
  }

  private static func up(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)A" : "" }
  private static func right(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)C" : "" }
}
