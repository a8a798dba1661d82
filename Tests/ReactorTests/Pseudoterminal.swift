import CUV
import Glibc

/// A terminal without a screen: what is written to `keyboard` was typed, and what is read from it was
/// shown.
struct Pseudoterminal {
  let keyboard: Int32
  let terminal: Int32

  init() {
    var keyboard: Int32 = -1
    var terminal: Int32 = -1
    var size = winsize(ws_row: 25, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    openpty(&keyboard, &terminal, nil, nil, &size)
    self.keyboard = keyboard
    self.terminal = terminal
  }

  /// Whether what is typed is shown, as in the normal mode.
  var echoes: Bool {
    var settings = termios()
    tcgetattr(terminal, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(keyboard, bytes, bytes.count)
  }

  func close() {
    Glibc.close(keyboard)
    Glibc.close(terminal)
  }
}
