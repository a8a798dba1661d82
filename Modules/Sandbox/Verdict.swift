import LuaBridge

/// How a script ended.
public enum Verdict: Sendable, Hashable {
  /// It ran to its end.
  case ok
  /// It raised an error that nothing caught, or does not compile.
  case error
  /// It was stopped at a limit.
  case limit(Limit)
  /// The host stopped it: the task that waited for it was cancelled.
  case cancelled
  /// It made Lua itself fail, or the host could not run it.
  case fault

  /// The limits by name.
  public enum Limit: String, Sendable, Hashable, CaseIterable {
    /// ``Limits/cpu``.
    case cpu
    /// ``Limits/memory``.
    case memory
    /// ``Limits/instructions``.
    case instructions
    /// ``Limits/deadline``.
    case deadline
    /// ``Limits/output``.
    case output
    /// ``Limits/hostCalls``.
    case calls
  }

  init(_ reason: StopReason) {
    self =
      switch reason {
      case .cpu: .limit(.cpu)
      case .memory: .limit(.memory)
      case .instructions: .limit(.instructions)
      case .deadline: .limit(.deadline)
      case .output: .limit(.output)
      case .calls: .limit(.calls)
      case .cancelled: .cancelled
      case .fault: .fault
      }
  }
}

extension Verdict: CustomStringConvertible {
  /// `ok`, `error`, `limit:cpu`, ..., `cancelled`, `fault`.
  public var description: String {
    switch self {
    case .ok: "ok"
    case .error: "error"
    case .limit(let limit): "limit:\(limit.rawValue)"
    case .cancelled: "cancelled"
    case .fault: "fault"
    }
  }
}
