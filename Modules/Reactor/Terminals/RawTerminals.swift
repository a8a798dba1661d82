import CUV
import Glibc

/// The terminals that are not in their normal mode: put back when the process exits, if nobody does
/// before.
///
/// libuv has `uv_tty_reset_mode` for that, but it knows one terminal only, by a number that may be
/// another's by then.
enum RawTerminals {
  private static let saved = Guarded<[Int32: termios]>([:])

  private static let isInstalled: Bool = {
    atexit { RawTerminals.restoreAll() }
    return true
  }()

  /// Remembers how the terminal is set now, if it is not remembered yet.
  static func remember(_ descriptor: Int32) {
    var settings = termios()
    guard isInstalled, tcgetattr(descriptor, &settings) == 0 else { return }
    saved.withLock { saved in
      if saved[descriptor] == nil { saved[descriptor] = settings }
    }
  }

  /// It is in its normal mode again.
  static func forget(_ descriptor: Int32) {
    saved.withLock { $0[descriptor] = nil }
  }

  private static func restoreAll() {
    saved.withLock { saved in
      for (descriptor, settings) in saved {
        var settings = settings
        tcsetattr(descriptor, TCSANOW, &settings)
      }
    }
  }
}
