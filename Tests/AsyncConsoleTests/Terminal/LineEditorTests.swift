import TestSupport
import Testing

@testable import AsyncConsole

/// An editor, and what its terminal shows.
private struct Rig {
  var editor: LineEditor
  var screen: ScreenModel
  let columns: Int
  var ends: [LineEditor.Action] = []

  init(columns: Int = 80, history: [String] = []) {
    self.columns = columns
    editor = LineEditor(history: InputHistory(history))
    screen = ScreenModel(columns: columns)
    begin()
  }

  mutating func begin() {
    take(editor.begin(prompt: "> ", columns: columns))
  }

  mutating func complete(_ completions: Completions) {
    take(editor.complete(with: completions))
  }

  mutating func type(_ keys: String) {
    take(editor.receive(Array(keys.utf8)))
  }

  private mutating func take(_ actions: [LineEditor.Action]) {
    for action in actions {
      if case .show(let text) = action { screen.write(text) } else { ends.append(action) }
    }
  }
}

@Suite("The line editor")
struct LineEditorTests {
  @Test(
    "keys edit the line as readline's do",
    arguments: [
      ("abc", "abc", 3),
      ("abc\u{01}x", "xabc", 1),
      ("abc\u{02}\u{02}x", "axbc", 2),
      ("abc\u{01}\u{06}x", "axbc", 2),
      ("abc\u{1B}[D\u{1B}[Dx\u{1B}[C", "axbc", 3),
      ("abc\u{1B}[Hx\u{1B}[Fy", "xabcy", 5),
      ("abc\u{7F}", "ab", 2),
      ("\u{7F}a", "a", 1),
      ("abc\u{01}\u{04}", "bc", 0),
      ("abc\u{01}\u{1B}[3~", "bc", 0),
      ("abc\u{04}", "abc", 3),
      ("abc def\u{02}\u{02}\u{0B}", "abc d", 5),
      ("abc def\u{02}\u{15}", "f", 0),
      ("abc def\u{17}", "abc ", 4),
      ("f(a.b, c.d)\u{17}\u{19}\u{19}", "f(a.b, c.d)c.d)", 15),
      ("one two\u{17}\u{17}x\u{19}", "xone two", 8),
      ("one two\u{01}\u{1B}d\u{1B}d\u{19}", "one two", 7),
      ("one two\u{1B}\u{7F}", "one ", 4),
      ("one two\u{1B}b\u{1B}bx", "xone two", 1),
      ("one two\u{01}\u{1B}fx", "onex two", 4),
      ("one two\u{1B}[1;5Dx", "one xtwo", 5),
      ("ab\u{14}", "ba", 2),
      ("abc\u{02}\u{14}", "acb", 3),
      ("one two\u{01}\u{1B}u\u{1B}c", "ONE Two", 7),
      ("ONE\u{01}\u{1B}l", "one", 3),
      ("\ta", "  a", 3),
      ("\u{1B}[200~a\n\u{1B}[201~\tb", "a\n  b", 5),
      ("e\u{301}x\u{7F}\u{7F}", "", 0),
      ("\u{1B}[200~a\r\nb\u{1B}[201~\u{01}x", "a\nxb", 3),
      ("ab\u{01}\u{1B}[Qc", "cab", 1),
    ] as [(String, String, Int)]
  )
  func keys(_ keys: String, _ text: String, _ cursor: Int) {
    var rig = Rig()
    rig.type(keys)
    #expect(rig.editor.buffer.text == text)
    #expect(rig.editor.buffer.cursor == cursor)
    #expect(rig.ends.isEmpty)
  }

  @Test("a line ends with Enter, Ctrl-C or Ctrl-D, and what comes then waits for the next")
  func ends() {
    var rig = Rig()
    rig.type("abc\u{02}\rdef\u{03}\u{04}")
    #expect(rig.ends == [.line("abc")])
    rig.begin()
    #expect(rig.ends == [.line("abc"), .interrupt])
    rig.begin()
    #expect(rig.ends == [.line("abc"), .interrupt, .endOfInput])
    rig.type("xyz")
    rig.editor.forgetWaiting()
    rig.begin()
    #expect(rig.editor.buffer.isEmpty)
  }

  @Test("the history comes and goes with the arrows, and keeps changes until a line is entered")
  func history() {
    var rig = Rig(history: ["one", "two"])
    rig.type("new\u{1B}[A")
    #expect(rig.editor.buffer.text == "two")
    rig.type("!\u{10}")
    #expect(rig.editor.buffer.text == "one")
    rig.type("\u{10}\u{0E}")
    #expect(rig.editor.buffer.text == "two!")
    rig.type("\u{1B}>")
    #expect(rig.editor.buffer.text == "new")
    rig.type("\u{1B}<\r")
    #expect(rig.ends == [.line("one")])
    rig.begin()
    rig.type("\u{1B}[A\u{1B}[A")
    #expect(rig.editor.buffer.text == "two")
    #expect(rig.editor.history.entries == ["one", "two", "one"])
  }

  @Test("Ctrl-R finds a line as it is typed")
  func search() {
    var rig = Rig(history: ["print(1)", "x = 2", "print(3)"])
    rig.type("\u{12}pri")
    #expect(rig.screen.text == ["(reverse-i-search)`pri': print(3)"])
    rig.type("\u{12}")
    #expect(rig.screen.text == ["(reverse-i-search)`pri': print(1)"])
    rig.type("\u{7F}\u{7F}\u{7F}x")
    #expect(rig.screen.text == ["(reverse-i-search)`x': x = 2"])
    rig.type("\u{01}")
    #expect(rig.screen.text == ["> x = 2"])
    #expect(rig.editor.buffer.cursor == 0)
    rig.type("\u{12}print\u{07}")
    #expect(rig.screen.text == ["> x = 2"])
    rig.type("\u{12}1\r")
    #expect(rig.ends == [.line("print(1)")])
  }

  @Test("Ctrl-L clears the screen, and leaves the line")
  func clear() {
    var rig = Rig()
    rig.screen.write("old\r\nolder\r\n")
    rig.type("abc\u{02}\u{0C}")
    #expect(rig.screen.text == ["> abc"])
    #expect(rig.screen.column == 4)
  }

  @Test("Ctrl-Z is told, and the line can be shown again")
  func suspend() {
    var rig = Rig()
    rig.type("abc\u{1A}d")
    #expect(rig.ends == [.suspend])
    #expect(rig.editor.buffer.text == "abcd")
    #expect(rig.editor.redraw() == [.show(LineScreen.pasteOn + "\r\u{1B}[J> abcd\r\u{1B}[6C")])
  }

  @Test("Tab asks for names, and puts in what they have in common; keys wait meanwhile")
  func completion() {
    var rig = Rig()
    rig.type("x = pri\u{02}\tz")
    #expect(rig.ends == [.complete("x = pr")])
    #expect(rig.editor.buffer.text == "x = pri")
    rig.complete(Completions(typed: "pr", names: ["present", "pretend"]))
    #expect(rig.editor.buffer.text == "x = prezi")
    #expect(rig.screen.text == ["> x = prezi"])
    rig.type("\t")
    rig.complete(Completions())
    #expect(rig.ends == [.complete("x = pr"), .complete("x = prez")])
    #expect(rig.screen.text == ["> x = prezi"])
  }

  @Test("where Tab leaves a choice, the names are shown above the line, down the columns")
  func choice() {
    var rig = Rig(columns: 12)
    rig.type("12345678 a\t")
    rig.complete(Completions(typed: "a", names: ["aa", "ab", "ac", "ad", "a漢"]))
    #expect(
      rig.screen.text == ["> 12345678 a", "", "aa   ad", "ab   a漢", "ac", "> 12345678 a", ""]
    )
    var many = Rig(columns: 1000)
    many.type("a\t")
    many.complete(Completions(typed: "a", names: (1...300).map { "a\($0)" }))
    #expect(many.screen.text.contains("... and 100 more"))
  }

  @Test("only what is new is written while one types at the end of a line")
  func plainTyping() {
    var rig = Rig()
    #expect(rig.editor.receive(Array("a".utf8)) == [.show("a")])
    #expect(rig.editor.receive(Array("b漢".utf8)) == [.show("b漢")])
  }

  @Test("a line that wraps is shown whole, wide characters and full rows too")
  func wrapping() {
    var rig = Rig(columns: 10)
    rig.type("12345678")
    #expect(rig.screen.text == ["> 12345678", ""])
    #expect((rig.screen.row, rig.screen.column) == (1, 0))
    rig.type("9\u{01}漢")
    #expect(rig.screen.text == ["> 漢123456", "789"])
    #expect((rig.screen.row, rig.screen.column) == (0, 4))
    rig.type("\u{05}\u{03}")
    #expect(rig.screen.text == ["> 漢123456", "789^C"])
  }

  @Test("another width shows the line anew")
  func resize() {
    var rig = Rig(columns: 20)
    rig.type("123456789")
    #expect(rig.editor.resize(columns: 20) == [])
    // What wrapped anew has two rows: the line is written from the first one on.
    let text = "\u{1B}[1A\r\u{1B}[J> 123456789"
    #expect(rig.editor.resize(columns: 8) == [.show(text + "\r\u{1B}[3C")])
  }

  /// Keys that leave the line open, by chance; the seed is told where it fails.
  @Test("whatever is typed, the screen shows prompt, line and cursor", arguments: 0..<40)
  func chance(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var rig = Rig(
      columns: Int.random(in: 4...24, using: &generator),
      history: ["one", "漢字 two three four"]
    )
    let keys = [
      "a", "bc ", "漢", "🙂", "é", "\u{01}", "\u{05}", "\u{02}", "\u{06}", "\u{7F}", "\u{04}x",
      "\u{0B}",
      "\u{17}", "\u{19}", "\u{14}", "\u{1B}b", "\u{1B}f", "\u{1B}[A", "\u{1B}[B", "\u{0C}",
      "\u{1B}[200~x\ny\u{1B}[201~", "some words",
    ]
    for _ in 0..<60 {
      rig.type(keys.randomElement(using: &generator) ?? "")
      let buffer = rig.editor.buffer
      var expected = ScreenModel(columns: rig.columns)
      expected.write("> " + buffer.text.replacing("\n", with: "\r\n"))
      var before = LineLayout(columns: rig.columns)
      for character in "> " + String(buffer.characters[..<buffer.cursor]) { before.add(character) }
      #expect(trimmed(rig.screen.text) == trimmed(expected.text), "seed \(seed)")
      #expect(
        (rig.screen.row, rig.screen.column) == (before.end.row, before.end.column),
        "seed \(seed)"
      )
    }
  }

  private func trimmed(_ rows: [String]) -> [String] {
    Array(rows.reversed().drop { $0.isEmpty }.reversed())
  }
}
