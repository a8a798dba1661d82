/// A line editor without a terminal: bytes in, actions out.
///
/// It has Emacs's keys as readline has them. States: *idle* (between two lines; keys are kept), *editing*,
/// *searching* (Ctrl-R), *completing* (until names have come; keys are kept). A line begins with ``begin(prompt:columns:)`` and ends with an action other than
/// ``Action/show(_:)``, ``Action/suspend`` and ``Action/complete(_:)``; what comes after that waits for the
/// next line.
struct LineEditor {
  /// What is to be done.
  enum Action: Equatable {
    /// Write this to the terminal.
    case show(String)
    /// A line was entered.
    case line(String)
    /// Ctrl-C.
    case interrupt
    /// Ctrl-D on an empty line.
    case endOfInput
    /// Ctrl-Z: stop the program, and ``LineEditor/redraw()`` when it goes on.
    case suspend
    /// Tab: find out what may follow this text, and ``LineEditor/complete(with:)``.
    case complete(String)
  }

  enum State: Equatable {
    case idle
    case editing
    case searching(query: String, match: Int?)
    case completing
  }

  var state = State.idle
  var buffer = LineBuffer()
  var history: InputHistory
  var screen = LineScreen()
  private var decoder = KeyDecoder()
  private var waiting: [Key] = []
  /// What Ctrl-Y brings back.
  private var killed = ""
  /// Whether the last key has killed, so that the next kill adds to it.
  private var isKilling = false

  init(history: InputHistory = InputHistory()) {
    self.history = history
  }

  /// Forgets the keys that wait for the next line.
  mutating func forgetWaiting() { waiting = [] }

  /// Begins a line; keys that came before are taken into it.
  mutating func begin(prompt: String, columns: Int) -> [Action] {
    state = .editing
    buffer = LineBuffer()
    screen = LineScreen(prompt: prompt, columns: columns)
    return [.show(LineScreen.pasteOn + screen.draw(buffer))] + work()
  }

  /// Takes what the terminal sends.
  mutating func receive(_ bytes: some Sequence<UInt8>) -> [Action] {
    waiting += decoder.decode(bytes)
    return work()
  }

  /// The window has another size.
  mutating func resize(columns: Int) -> [Action] {
    guard columns != screen.columns else { return [] }
    let text = screen.resize(to: columns, buffer)
    return state == .idle ? [] : [.show(text)]
  }

  /// Shows the line again, where something else was written.
  mutating func redraw() -> [Action] {
    screen.forget()
    return state == .idle ? [] : [.show(LineScreen.pasteOn + screen.draw(buffer))]
  }

  /// Takes the keys that wait, as far as the state lets it.
  mutating func work() -> [Action] {
    var actions: [Action] = []
    while !waiting.isEmpty {
      switch state {
      case .idle, .completing: return actions.joiningShows()
      case .editing: actions += edit(waiting.removeFirst())
      case .searching: actions += search(waiting.removeFirst())
      }
    }
    return actions.joiningShows()
  }
}

// MARK: - Keys

extension LineEditor {
  mutating func edit(_ key: Key) -> [Action] {
    let wasKilling = isKilling
    isKilling = false
    switch key {
    case .text(let text): return insert(text)
    case .pasted(let text):
      return insert(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
    case .tab: return beginCompletion()
    case .enter: return finish(.line(buffer.text))
    case .control("c"): return finish(.interrupt)
    case .control("d") where buffer.isEmpty: return finish(.endOfInput)
    case .control("z"): return [.show(LineScreen.pasteOff), .suspend]
    case .control("l"): return [.show(screen.clear(buffer))]
    case .control("r"): return beginSearch()
    case .up, .control("p"): return recall { $0.move(by: -1, from: $1) }
    case .down, .control("n"): return recall { $0.move(by: 1, from: $1) }
    case .meta("<"): return recall { $0.moveToEdge(oldest: true, from: $1) }
    case .meta(">"): return recall { $0.moveToEdge(oldest: false, from: $1) }
    default: break
    }
    if let place = target(of: key) { buffer.move(to: place) } else { change(key, wasKilling) }
    return [.show(screen.draw(buffer))]
  }

  mutating func insert(_ text: String) -> [Action] {
    let wasAtEnd = buffer.isAtEnd
    buffer.insert(text)
    return [.show(wasAtEnd ? screen.append(text, buffer) : screen.draw(buffer))]
  }

  private mutating func recall(_ move: (inout InputHistory, String) -> String?) -> [Action] {
    guard let text = move(&history, buffer.text) else { return [] }
    buffer = LineBuffer(text)
    return [.show(screen.draw(buffer))]
  }

  /// Where a key moves the cursor to.
  private func target(of key: Key) -> Int? {
    switch key {
    case .left, .control("b"): buffer.cursor - 1
    case .right, .control("f"): buffer.cursor + 1
    case .home, .control("a"): buffer.lineStart
    case .end, .control("e"): buffer.lineEnd
    case .wordLeft, .meta("b"): buffer.wordStart
    case .wordRight, .meta("f"): buffer.wordEnd
    default: nil
    }
  }

  private mutating func change(_ key: Key, _ wasKilling: Bool) {
    switch key {
    case .backspace: _ = buffer.remove(to: max(buffer.cursor - 1, 0))
    case .delete, .control("d"):
      _ = buffer.remove(to: min(buffer.cursor + 1, buffer.characters.count))
    case .control("k"): kill(to: buffer.lineEnd, wasKilling)
    case .control("u"): kill(to: buffer.lineStart, wasKilling)
    case .control("w"): kill(to: buffer.argumentStart, wasKilling)
    case .meta("\u{7F}"): kill(to: buffer.wordStart, wasKilling)
    case .meta("d"): kill(to: buffer.wordEnd, wasKilling)
    case .control("y"): buffer.insert(killed)
    case .control("t"): buffer.transpose()
    case .meta("u"): buffer.changeWord { $0.uppercased() }
    case .meta("l"): buffer.changeWord { $0.lowercased() }
    case .meta("c"): buffer.changeWord { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
    default: break
    }
  }

  /// Kills in a row are brought back as one.
  private mutating func kill(to place: Int, _ wasKilling: Bool) {
    let isForward = place > buffer.cursor
    let text = buffer.remove(to: place)
    let before = wasKilling ? killed : ""
    killed = isForward ? before + text : text + before
    isKilling = true
  }

  /// Ends the line.
  private mutating func finish(_ action: Action) -> [Action] {
    var shown = ""
    if !buffer.isAtEnd {
      buffer.move(to: buffer.characters.count)
      shown = screen.draw(buffer)
    }
    shown += (action == .interrupt ? "^C" : "") + LineScreen.pasteOff
    if case .line(let text) = action {
      history.add(text)
      shown += "\r\n"
    } else {
      history.leave()
    }
    state = .idle
    return [.show(shown), action]
  }
}

extension [LineEditor.Action] {
  /// The same with shows in a row made one.
  func joiningShows() -> [LineEditor.Action] {
    reduce(into: []) { result, action in
      if case .show(let text) = action, case .show(let before) = result.last {
        result[result.count - 1] = .show(before + text)
      } else {
        result.append(action)
      }
    }
  }
}
