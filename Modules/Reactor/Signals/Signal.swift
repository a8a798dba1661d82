import Glibc

/// A signal of the system, by its number.
///
/// Source: signal(7).
public struct Signal: RawRepresentable, Hashable, Sendable {
  /// The system's number.
  public let rawValue: Int32

  /// A signal by its number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// SIGHUP: the terminal is gone; by custom, read the configuration again.
  public static let hangUp = Signal(rawValue: SIGHUP)
  /// SIGINT: Ctrl-C.
  public static let interrupt = Signal(rawValue: SIGINT)
  /// SIGQUIT: Ctrl-\.
  public static let quit = Signal(rawValue: SIGQUIT)
  /// SIGTERM: please end.
  public static let terminate = Signal(rawValue: SIGTERM)
  /// SIGKILL: ends a process whatever it does; cannot be watched.
  public static let kill = Signal(rawValue: SIGKILL)
  /// SIGUSR1: as the program likes.
  public static let user1 = Signal(rawValue: SIGUSR1)
  /// SIGUSR2: as the program likes.
  public static let user2 = Signal(rawValue: SIGUSR2)
  /// SIGPIPE: something was written that nobody reads; a reactor has it ignored.
  public static let brokenPipe = Signal(rawValue: SIGPIPE)
  /// SIGCHLD: a child process has ended or stopped.
  public static let child = Signal(rawValue: SIGCHLD)
  /// SIGTSTP: Ctrl-Z.
  public static let stop = Signal(rawValue: SIGTSTP)
  /// SIGCONT: go on after a stop.
  public static let resume = Signal(rawValue: SIGCONT)
  /// SIGWINCH: the terminal's window has another size.
  public static let windowChange = Signal(rawValue: SIGWINCH)
}

extension Signal: CustomStringConvertible {
  private static let names: [Int32: String] = [
    SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
    SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
    SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM",
    SIGTERM: "SIGTERM", SIGCHLD: "SIGCHLD", SIGCONT: "SIGCONT", SIGSTOP: "SIGSTOP",
    SIGTSTP: "SIGTSTP", SIGTTIN: "SIGTTIN", SIGTTOU: "SIGTTOU", SIGURG: "SIGURG",
    SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGVTALRM: "SIGVTALRM", SIGPROF: "SIGPROF",
    SIGWINCH: "SIGWINCH", SIGIO: "SIGIO", SIGPWR: "SIGPWR", SIGSYS: "SIGSYS",
  ]

  /// The system's name, `SIGINT`, or `signal 64` where it has none.
  public var description: String { Self.names[rawValue] ?? "signal \(rawValue)" }

  /// Whether a handler may take it and go on: not where the processor or the library has just
  /// failed.
  var isWatchable: Bool {
    ![SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGKILL, SIGSTOP].contains(
      rawValue
    )
  }
}
