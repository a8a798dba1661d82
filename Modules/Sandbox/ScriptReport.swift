public import LuaBridge

/// Everything about one run of a script.
public struct ScriptReport: Sendable {
  /// How it ended.
  public var verdict: Verdict
  /// Why, in words; nil when it is ok.
  ///
  /// At most about 4 KiB.
  public var message: String?
  /// Where its error happened: the stack of Lua calls.
  public var traceback: String?
  /// The Swift error that a host function threw, where that is what the script did not catch.
  public var cause: (any Error)?
  /// What it returned.
  public var results: [LuaValue]
  /// What it used.
  public var usage: Usage

  /// A report.
  public init(
    verdict: Verdict,
    message: String? = nil,
    traceback: String? = nil,
    cause: (any Error)? = nil,
    results: [LuaValue] = [],
    usage: Usage = Usage()
  ) {
    self.verdict = verdict
    self.message = message
    self.traceback = traceback
    self.cause = cause
    self.results = results
    self.usage = usage
  }
}

extension ScriptReport: Hashable {
  /// The same outcome; errors are compared by their words.
  public static func == (one: ScriptReport, other: ScriptReport) -> Bool {
    one.verdict == other.verdict && one.message == other.message
      && one.traceback == other.traceback && one.results == other.results
      && one.usage == other.usage
  }

  /// By verdict, message and usage.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(verdict)
    hasher.combine(message)
    hasher.combine(usage)
  }
}
