import TestSupport
import Testing

@Suite("umbra run", .timeLimit(.minutes(3)))
struct RunCommandTests {
  private func run(_ script: String, _ options: String...) async throws -> ProgramRun {
    try await Program(built: "umbra").run(["run"] + options + ["-"], input: script)
  }

  @Test(
    "the exit status is the script's end: 0, 1 for its error, 3 for a limit",
    arguments: [
      ("return 1, 'two', {3}", Int32(0), "1\ttwo\t{3}\n", ""),
      ("print('a') say('b')", 0, "a\nb\n", ""),
      (
        "x =", 1, "",
        """
        umbra: stdin: error: stdin:1: unexpected symbol near <eof>
        stack traceback:
        \t[C]: in ?

        """
      ),
      (
        "error('no')", 1, "",
        """
        umbra: stdin: error: stdin:1: no
        stack traceback:
        \t[C]: in function 'error'
        \tstdin:1: in main chunk
        \t[C]: in ?

        """
      ),
      (
        "while true do end", 3, "",
        "umbra: stdin: limit:instructions: the script executed more than 10000 instructions\n"
      ),
    ]
  )
  func status(script: String, status: Int32, output: String, errors: String) async throws {
    let run = try await run(script, "--instructions", "10000")
    #expect(run == ProgramRun(output: output, errors: errors, status: status))
  }

  @Test("several files run in order, each as if it were first; the worst end is the status")
  func several() async throws {
    let folder = try ScriptFolder([
      "one.lua": "#!/usr/bin/env umbra\nx = 1 return x, select('#', ...)",
      "two.lua": "error('two', 0)",
      "three.lua": "return x",
    ])
    let files = ["one.lua", "two.lua", "three.lua"].map(folder.file)
    let run = try await folder.umbra("run", files[0], files[1], "-", files[2], input: "return 'in'")
    #expect(run.output == "1\t0\nin\nnil\n")
    #expect(run.errors.hasPrefix("umbra: \(files[1]): error: two\n"))
    #expect(run.status == 1)
    let worst = try await folder.umbra(
      "run",
      "--cpu",
      "10ms",
      files[1],
      "-",
      input: "repeat until nil"
    )
    #expect(worst.status == 3)
  }

  @Test("what cannot be read is told before anything runs")
  func unreadable() async throws {
    let folder = try ScriptFolder(["one.lua": "print('ran')"])
    let missing = try await folder.umbra("run", folder.file("one.lua"), folder.file("none.lua"))
    let reason = "umbra: cannot read \(folder.file("none.lua")): No such file or directory\n"
    #expect(missing == ProgramRun(output: "", errors: reason, status: 2))
    let directory = try await folder.umbra("run", folder.path)
    #expect(directory.errors == "umbra: cannot read \(folder.path): Is a directory\n")
    #expect(directory.status == 2)
  }

  @Test(
    "a limit that an option sets is the script's",
    arguments: [
      ("--memory", "1MiB", "x = string.rep('x', 2^21)", "limit:memory"),
      ("--cpu", "20ms", "while true do end", "limit:cpu"),
      ("--deadline", "20ms", "sleep(60)", "limit:deadline"),
      ("--instructions", "1000", "while true do end", "limit:instructions"),
      ("--output", "8", "while true do print('x') end", "limit:output"),
      ("--host-calls", "3", "while true do os.time() end", "limit:calls"),
    ]
  )
  func limits(option: String, value: String, script: String, verdict: String) async throws {
    let run = try await run(script, option, value)
    #expect(run.errors.hasPrefix("umbra: stdin: \(verdict): "))
    #expect(run.status == 3)
  }
}
