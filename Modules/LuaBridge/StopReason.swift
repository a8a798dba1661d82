/// Why a script was stopped.
///
/// A stop is not an error of Lua: the script cannot catch it.
public enum StopReason: Int32, Sendable, Hashable {
  /// It used its CPU time up.
  case cpu = 1
  /// It wanted more memory than it may have.
  case memory
  /// It executed as many instructions as it may.
  case instructions
  /// Its time was up, by the wall's clock.
  case deadline
  /// It wrote more than it may.
  case output
  /// It called the host as often as it may.
  case calls
  /// The host has cancelled it.
  case cancelled
  /// It made Lua itself fail (a bug of the Lua library); contained.
  case fault
}

extension StopReason: CustomStringConvertible {
  /// A word, as in a verdict: `cpu`, `memory` ...
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .memory: "memory"
    case .instructions: "instructions"
    case .deadline: "deadline"
    case .output: "output"
    case .calls: "calls"
    case .cancelled: "cancelled"
    case .fault: "fault"
    }
  }
}
