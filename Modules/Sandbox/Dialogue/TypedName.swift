/// A name that somebody is typing, with those that it hangs on: `string.fo`, `shop:pri`, `pri`.
struct TypedName: Equatable {
  /// The names before the last dot or colon; none for a global.
  let path: [String]
  /// What is there of the last one.
  let beginning: String
  /// Whether it comes after a colon.
  let isMethod: Bool

  /// The name at the end of a text; nil where there is none, or what it hangs on is no name.
  init?(atEndOf text: String) {
    let typed = text.reversed().prefix { $0.isNamePart || $0 == "." || $0 == ":" }.reversed()
    let names = String(typed).split(omittingEmptySubsequences: false) { $0 == "." || $0 == ":" }
    guard let last = names.last, !typed.isEmpty else { return nil }
    guard names.dropLast().allSatisfy(\.isName), last.isEmpty || last.isName else { return nil }
    path = names.dropLast().map(String.init)
    beginning = String(last)
    isMethod = typed.dropLast(last.count).last == ":"
  }

  /// Lua's words that it may become (manual, section 3.1).
  var keywords: [String] {
    guard path.isEmpty, !beginning.isEmpty else { return [] }
    return Self.words.filter { $0.hasPrefix(beginning) }
  }

  private static let words = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]
}

extension Character {
  fileprivate var isNamePart: Bool { isASCII && (isLetter || isNumber || self == "_") }
}

extension Substring {
  fileprivate var isName: Bool { first.map { !$0.isNumber } ?? false }
}
