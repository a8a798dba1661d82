/// How a terminal hands over what is typed.
public enum TerminalMode: Sendable, Hashable {
  /// By lines, which the terminal shows and lets the user edit; Ctrl-C is a signal.
  case normal
  /// By keys, not shown; Ctrl-C is the byte 3. Newlines that are written still return the cursor.
  case raw
  /// By bytes both ways, with nothing changed: for protocols over a serial line.
  case binary
}
