import ArgumentParser
import Umbra

/// `umbra run`: scripts one after the other on one host, each as if it were first.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run scripts, one after the other, each in a fresh sandbox.",
    discussion: """
      Scripts see Lua 5.4's base, string, table, math, utf8 and coroutine libraries, os.time, \
      os.date, os.clock, os.difftime, and print, say (the same), sleep(seconds).
      """
  )

  @OptionGroup var limits: LimitOptions

  @Option(help: "Where scripts run: in-process.")
  var isolation = Isolation.inProcess

  @Option(
    help: """
      How results are reported: text, or one JSON line a script on standard output, where what \
      scripts print goes to standard error.
      """
  )
  var report = ReportFormat.text

  @Option(help: "Let scripts make HTTP requests to this host (name or name:port); repeatable.")
  var allowHTTP: [String] = []

  @Argument(help: "The scripts' files; - is standard input.")
  var files: [String]

  func validate() throws {
    guard isolation == .inProcess else {
      throw ValidationError("--isolation process is not available in this version")
    }
  }

  func run() async throws {
    let sources = try files.map { try ScriptSource(path: $0) }
    let executor = try CommandExecutor(limits: limits.limits, output: report.output)
    executor.registerEnvironment(CommandEnvironment(allowedHosts: allowHTTP))
    var status: Int32 = 0
    for source in sources {
      let outcome = try await executor.run(bytes: source.bytes, name: source.name)
      report.show(outcome, of: source)
      status = max(status, outcome.verdict.exitStatus)
    }
    await executor.close()
    if status != 0 { throw ExitCode(status) }
  }
}

/// Where scripts run.
enum Isolation: String, ExpressibleByArgument, CaseIterable {
  case inProcess = "in-process"
  case process
}

extension Verdict {
  /// What the command's exit status says of a script.
  var exitStatus: Int32 {
    switch self {
    case .ok: 0
    case .error: 1
    case .limit, .fault, .cancelled: 3
    }
  }
}
