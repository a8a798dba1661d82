public import LuaBridge

/// Everything about one run of a script.
public struct ScriptReport: Sendable, Hashable {
  /// How it ended.
  public var verdict: Verdict
  /// Why, in words; nil when it is ok.
  ///
  /// At most about 4 KiB.
  public var message: String?
  /// Where its error happened: the stack of Lua calls.
  public var traceback: String?
  /// What it returned.
  public var results: [LuaValue]
  /// What it used.
  public var usage: Usage

  /// A report.
  public init(
    verdict: Verdict,
    message: String? = nil,
    traceback: String? = nil,
    results: [LuaValue] = [],
    usage: Usage = Usage()
  ) {
    self.verdict = verdict
    self.message = message
    self.traceback = traceback
    self.results = results
    self.usage = usage
  }
}
