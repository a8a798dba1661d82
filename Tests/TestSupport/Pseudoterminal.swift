import Glibc
package import Reactor

/// A terminal without a screen: what is typed at one end, a console reads at the other, and what it
/// shows can be waited for.
package final class Pseudoterminal: Sendable {
  package let keyboard: Int32
  package let terminal: Int32

  package init(columns: Int = 80) {
    var keyboard: Int32 = -1
    var terminal: Int32 = -1
    var size = winsize(ws_row: 25, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    openpty(&keyboard, &terminal, nil, nil, &size)
    // No program that another test starts may hold the terminal open.
    for end in [keyboard, terminal] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.keyboard = keyboard
    self.terminal = terminal
  }

  deinit {
    close(keyboard)
    close(terminal)
  }

  /// Whether the system shows what is typed, as in the normal mode.
  package var echoes: Bool {
    var settings = termios()
    tcgetattr(terminal, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Gives its window another size, of which the foreground process is told by SIGWINCH.
  package func resize(columns: Int) {
    var size = winsize(ws_row: 25, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
  }

  /// Sends a signal to who sits at the terminal.
  package func send(_ signal: Int32) {
    let group = tcgetpgrp(keyboard)
    if group > 0 { kill(-group, signal) }
  }

  /// Waits until `text` has been shown, and then types `keys`, for each step; on a reactor.
  ///
  /// - Returns: All that was shown, until the console has closed its end or `text` of the last step came.
  package func play(_ steps: [(shown: String, keys: String)], last: String, on reactor: Reactor)
    async throws
    -> String
  {
    try await reactor.run(name: "typist") { [keyboard] in
      let stream = try DescriptorStream(keyboard)
      defer { stream.close() }
      var all: [UInt8] = []
      var seen = 0
      for (text, keys) in steps + [(last, "")] {
        while all.dropFirst(seen).range(of: text) == nil {
          guard let bytes = try stream.read() else { return String(decoding: all, as: UTF8.self) }
          all += bytes
        }
        seen = all.dropFirst(seen).range(of: text)?.upperBound ?? seen
        try stream.write(keys)
      }
      return String(decoding: all, as: UTF8.self)
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func range(of text: String) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return nil }
    for start in startIndex...(endIndex - wanted.count)
    where self[start..<(start + wanted.count)].elementsEqual(wanted) {
      return start..<(start + wanted.count)
    }
    return nil
  }
}
