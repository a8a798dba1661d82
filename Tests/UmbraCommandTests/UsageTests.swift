import TestSupport
import Testing

@Suite("The command line of umbra", .timeLimit(.minutes(3)))
struct UsageTests {
  private func umbra(_ arguments: [String]) async throws -> ProgramRun {
    try await Program(built: "umbra").run(arguments, input: "return 1")
  }

  @Test(
    "wrong usage ends with 2 and names what is wrong",
    arguments: [
      (["bogus"], "bogus"),
      (["run"], "<file>"),
      (["run", "--bogus", "-"], "--bogus"),
      (["run", "--memory", "5x", "-"], "--memory"),
      (["run", "--memory", "1KiB", "-"], "--memory"),
      (["run", "--memory", "99999999999999999TiB", "-"], "--memory"),
      (["run", "--cpu", "x", "-"], "--cpu"),
      (["run", "--cpu", "-1s", "-"], "--cpu"),
      (["run", "--cpu"], "--cpu"),
      (["run", "--deadline", "1e3s", "-"], "--deadline"),
      (["run", "--instructions", "many", "-"], "--instructions"),
      (["run", "--instructions=-1", "-"], "--instructions"),
      (["run", "--output", "-", "-"], "--output"),
      (["run", "--host-calls=-1", "-"], "--host-calls"),
      (["run", "--host-calls", "1.5", "-"], "--host-calls"),
      (["run", "--report", "xml", "-"], "--report"),
      (["run", "--isolation", "none", "-"], "--isolation"),
      (["run", "--isolation", "process", "-"], "--isolation process"),
      (["run", "--allow-http"], "--allow-http"),
      (["console", "extra"], "extra"),
      (["console", "--report", "json"], "--report"),
      (["serve"], "serve"),
      (["serve", "--port", "8080"], "serve"),
      (["serve", "--port", "x"], "--port"),
    ] as [([String], String)]
  )
  func wrong(_ arguments: [String], _ named: String) async throws {
    let run = try await umbra(arguments)
    #expect(run.output == "")
    #expect(run.errors.split(separator: "\n").first?.contains(named) == true, "\(run.errors)")
    #expect(run.status == 2)
  }

  @Test(
    "each command tells what it does, with its options and the exit statuses",
    arguments: [
      ([], ["run", "console", "serve", "Exit status: 0"]),
      (["run"], ["<file>", "--memory <size>", "--cpu <time>", "Exit status: 0", "standard error"]),
      (["console"], ["--cpu <time>", "--no-history", "Ctrl-C", "Ctrl-D", "Tab"]),
    ] as [([String], [String])]
  )
  func help(_ command: [String], _ mentioned: [String]) async throws {
    let run = try await umbra(command + ["--help"])
    for text in mentioned { #expect(run.output.contains(text), "\(text)") }
    #expect(
      run.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") }
    )
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test("the version is told")
  func version() async throws {
    let run = try await umbra(["--version"])
    #expect(run.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    #expect(run.status == 0)
  }
}
