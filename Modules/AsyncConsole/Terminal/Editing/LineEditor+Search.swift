// Ctrl-R: search backward through the history as one types, as readline does.
extension LineEditor {
  mutating func beginSearch() -> [Action] {
    state = .searching(query: "", match: nil)
    return showSearch()
  }

  /// A key during the search: text narrows it, Ctrl-R goes further back, Ctrl-G gives up, and any other
  /// key is for the line that was found.
  mutating func search(_ key: Key) -> [Action] {
    guard case .searching(let query, let match) = state else { return [] }
    switch key {
    case .text(let text):
      find(query + text, before: (match ?? history.entries.count - 1) + 1, else: match)
    case .backspace: find(String(query.dropLast()), before: history.entries.count, else: nil)
    case .control("r"): find(query, before: match ?? history.entries.count, else: match)
    case .control("g"):
      state = .editing
      return [.show(screen.draw(buffer))]
    default: return leaveSearch(match) + edit(key)
    }
    return showSearch()
  }

  private mutating func find(_ query: String, before index: Int, else match: Int?) {
    state = .searching(query: query, match: history.index(of: query, before: index) ?? match)
  }

  private mutating func leaveSearch(_ match: Int?) -> [Action] {
    state = .editing
    if let match, let text = history.move(to: match, from: buffer.text) {
      buffer = LineBuffer(text)
    }
    return [.show(screen.draw(buffer))]
  }

  private mutating func showSearch() -> [Action] {
    guard case .searching(let query, let match) = state else { return [] }
    let found = match.map { history.entries[$0] } ?? buffer.text
    return [.show(screen.draw(LineBuffer(found), prompt: "(reverse-i-search)`\(query)': "))]
  }
}
