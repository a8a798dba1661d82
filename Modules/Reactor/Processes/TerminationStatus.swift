/// How a process has ended.
public enum TerminationStatus: Sendable, Hashable {
  /// By itself, with this code: 0 by custom where all went well.
  case exited(Int32)
  /// By a signal that it did not handle.
  case signalled(Signal)

  /// Whether it has exited with 0.
  public var isSuccess: Bool { self == .exited(0) }
}

extension TerminationStatus: CustomStringConvertible {
  /// In words: `exit code 1`, `SIGKILL`.
  public var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signalled(let signal): "\(signal)"
    }
  }
}

extension TerminationStatus {
  /// From what `waitpid` has said.
  init(waitStatus status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(Signal(rawValue: signal))
  }
}
