/// A script that did not end well: what ``CommandExecutor/execute(_:name:)`` throws.
public struct ScriptError: Error, CustomStringConvertible {
  /// The whole report: the verdict says who is to blame.
  public let report: ScriptReport

  /// The verdict and the message: `error: script:1: no`.
  public var description: String {
    "\(report.verdict): \(report.message ?? "")"
  }
}
