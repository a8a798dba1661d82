/// How a ``ChildProcess`` is to run.
///
/// ```swift
/// var options = ProcessOptions()
/// options.workingDirectory = "/tmp"
/// options.environment = ["PATH": "/usr/bin"]
/// ```
public struct ProcessOptions: Sendable, Hashable {
  /// All of its environment; nil is a copy of this process's.
  public var environment: [String: String]?
  /// Where it starts; nil is where this process is.
  public var workingDirectory: String?
  /// Whether it leads a new process group, which ``ChildProcess/kill()`` then ends as a whole, with
  /// the processes that it has started.
  ///
  /// Ctrl-C of the terminal does not reach it then.
  public var ownsGroup = false
  /// Its standard input.
  public var standardInput = ProcessStream.null
  /// Its standard output.
  public var standardOutput = ProcessStream.inherit
  /// Its standard error.
  public var standardError = ProcessStream.inherit

  /// No input, output and errors where this process's go.
  public init() {}

  /// Pipes for all three.
  public static var pipes: ProcessOptions {
    var options = ProcessOptions()
    options.standardInput = .pipe
    options.standardOutput = .pipe
    options.standardError = .pipe
    return options
  }
}
