/// What a person does at a terminal, free of the bytes that say so.
enum Key: Hashable {
  /// Printable text.
  case text(String)
  /// Text from the clipboard, which may have lines.
  case pasted(String)
  /// Ctrl with a letter, in lower case, or with one of `@ [ \ ] ^ _`.
  case control(Character)
  /// Alt (or Escape, then) a character, in lower case.
  case meta(Character)
  case enter
  case tab
  case backspace
  case delete
  case up
  case down
  case left
  case right
  case wordLeft
  case wordRight
  case home
  case end
  /// A sequence that is none of these.
  case unknown
}
