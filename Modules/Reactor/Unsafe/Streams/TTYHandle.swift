import CUV
import Glibc

/// The libuv side of a terminal.
final class TTYHandle: StreamHandle {
  /// Opens the terminal behind `descriptor` once more, so that the caller's stays as it is.
  init(_ descriptor: consuming Descriptor, named name: String) throws(ReactorError) {
    let number = descriptor.number
    try super.init(UV_TTY, "open \(name)") { loop, raw in
      let tty = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_tty_t.self)
      return uv_tty_init(loop, tty, number, 0)
    }
    givenName = name
    // libuv reads a description of its own, or this one where it could not open the terminal again.
    if descriptorNumber == number { _ = descriptor.release() }
  }

  private var tty: UnsafeMutablePointer<uv_tty_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_tty_t.self)
  }

  private var descriptorNumber: Int32 {
    var number: uv_os_fd_t = -1
    return uv_fileno(raw, &number) == 0 ? number : -1
  }

  /// libuv leaves a terminal that it cannot open again as it is, which may be blocking.
  override var canReadInBulk: Bool { false }

  override func willClose() {
    super.willClose()
    try? setMode(.normal)
  }

  func setMode(_ mode: TerminalMode) throws(ReactorError) {
    if mode != .normal { RawTerminals.remember(descriptorNumber) }
    try check(uv_tty_set_mode(tty, mode.code), "set the mode of \(description)")
    if mode == .normal { RawTerminals.forget(descriptorNumber) }
  }

  func windowSize() throws(ReactorError) -> WindowSize {
    var columns: Int32 = 0
    var rows: Int32 = 0
    let result = uv_tty_get_winsize(tty, &columns, &rows)
    try check(result, "tell the window size of \(description)")
    return WindowSize(columns: Int(columns), rows: Int(rows))
  }
}

extension TerminalMode {
  fileprivate var code: uv_tty_mode_t {
    switch self {
    case .normal: UV_TTY_MODE_NORMAL
    case .raw: UV_TTY_MODE_RAW
    case .binary: UV_TTY_MODE_IO
    }
  }
}
