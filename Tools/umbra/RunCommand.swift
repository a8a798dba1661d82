import ArgumentParser
import Umbra

/// `umbra run`: scripts one after the other on one host, each as if it were first.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run scripts, one after the other, each in a fresh sandbox.",
    discussion: """
      Scripts see Lua 5.4's base, string, table, math, utf8 and coroutine libraries, os.time, \
      os.date, os.clock, os.difftime, and print, say (the same), sleep(seconds). What a script \
      returns is shown.

      With --report json, standard output has one line a script: {"file", "verdict", "message", \
      "result", "usage": {"cpuMilliseconds", "memoryPeakBytes", "hostCalls", "outputBytes"}}. \
      "message" is null where all is well, "result" the array of what was returned. What scripts \
      print goes to standard error then, so that none can forge a line.

      Exit status: 0 all scripts ended well, 1 a script raised an error, 2 wrong usage, 3 a script \
      was stopped at a limit or by a fault; the highest where there are several.
      """
  )

  @OptionGroup var limits: LimitOptions

  @Option(
    help: .init(
      "Where scripts run; process is not available in this version.",
      valueName: "place"
    )
  )
  var isolation = Isolation.inProcess

  @Option(help: .init("How the ends of scripts are told.", valueName: "format"))
  var report = ReportFormat.text

  @Option(
    help: .init(
      "Let scripts make HTTP requests to this host (name or name:port); repeatable.",
      valueName: "host"
    )
  )
  var allowHTTP: [String] = []

  @Argument(help: .init("The scripts' files; - is standard input.", valueName: "file"))
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
