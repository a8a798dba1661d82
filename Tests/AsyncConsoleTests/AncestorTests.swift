import AsyncConsole
import LuaBridge
import Sandbox
import Synchronization
import Testing

/// What asyncode's own tests ask for, in its words, with Lua in Python's place.
@Suite("As asyncode's console")
struct AncestorTests {
  func interact(
    _ lines: [String],
    banner: String? = "",
    exitMessage: String? = "",
    _ change: (ScriptedConsole) -> Void = { _ in }
  ) async throws -> ScriptedConsole {
    let executor = try CommandExecutor()
    let console = ScriptedConsole(executor, lines)
    change(console)
    try await console.interact(banner: banner, exitMessage: exitMessage)
    await executor.close()
    return console
  }

  @Test("ps1: the default prompt, and another one")
  func ps1() async throws {
    #expect(try await interact(["x = 1"]).shown == "> > \n")
    #expect(
      try await interact(["x = 1"]) { $0.prompt = "custom1> " }.shown == "custom1> custom1> \n"
    )
  }

  @Test("ps2: the default prompt of further lines, and another one")
  func ps2() async throws {
    #expect(try await interact(["x =", "1"]).shown == "> >> > \n")
    let console = try await interact(["x =", "1"]) { $0.continuationPrompt = "custom2> " }
    #expect(console.shown == "> custom2> > \n")
  }

  @Test("console output: an expression's value is written, and is no error")
  func consoleOutput() async throws {
    let console = try await interact(["'antioch'", ""])
    #expect(console.shown.contains("antioch"))
    #expect(console.errors.isEmpty)
  }

  @Test("an error of the code is written as an error")
  func undefined() async throws {
    #expect(
      try await interact(["undefined.field"]).errors.contains(
        "attempt to index a nil value (global 'undefined')"
      )
    )
  }

  @Test("a hook for errors is called: showTraceback can be overridden")
  func hook() async throws {
    final class HookedConsole: AsyncInteractiveConsole {
      var failures: [EvaluationFailure] = []
      var isAsked = false

      override func showTraceback(_ failure: EvaluationFailure) async throws {
        failures.append(failure)
      }

      override func rawInput(_ prompt: String) async throws -> String {
        guard !isAsked else { throw EndOfInput() }
        isAsked = true
        return "error('')"
      }

      override func write(_ text: String) async throws {}
    }
    let executor = try CommandExecutor()
    let console = HookedConsole(executor)
    try await console.interact()
    #expect(console.failures.map(\.kind) == [.error])
    await executor.close()
  }

  @Test("banner: one of one's own, the default one, and none")
  func banner() async throws {
    #expect(try await interact([], banner: "Foo").shown == "Foo\n> \n")
    #expect(try await interact([], banner: nil).shown == "Lua 5.4, async (ScriptedConsole)\n> \n")
    #expect(try await interact([], banner: "").shown == "> \n")
  }

  @Test("exit message: the default one, none, and one of one's own")
  func exitMessage() async throws {
    #expect(
      try await interact([], exitMessage: nil).shown == "> \nnow exiting ScriptedConsole...\n"
    )
    #expect(try await interact([], exitMessage: "").shown == "> \n")
    #expect(try await interact([], exitMessage: "bye! ζж").shown == "> \nbye! ζж\n")
  }

  @Test("an error in the place of another one: the second is told, and where it happened")
  func cause() async throws {
    let line = "local ok, e = pcall(error, 'first') error('second, after ' .. e)"
    let errors = try await interact([line]).errors
    #expect(errors.hasPrefix("stdin:1: second, after first\nstack traceback:\n"))
    #expect(errors.contains("stdin:1: in main chunk"))
  }

  @Test("an error while another one is handled is told")
  func context() async throws {
    let errors = try await interact(["xpcall(ham.x, function() eggs() end) eggs()"]).errors
    #expect(errors.contains("attempt to index a nil value (global 'ham')"))
    let nested = "local _, e = xpcall(error, function() return 'handled' end) error(e, 0)"
    #expect(try await interact([nested]).errors.hasPrefix("handled\n"))
  }

  @Test("waiting at the top level needs no word for it")
  func topLevelWait() async throws {
    #expect(try await interact(["sleep(0.001)"]).errors.isEmpty)
  }

  @Test("a function of the host that waits gives its value")
  func coroutine() async throws {
    #expect(try await interactWithHost("fetch('grizzz')").shown.contains("grizzz"))
  }

  @Test("an error of a function that waits is told")
  func errorInCoroutine() async throws {
    let console = try await interactWithHost("fetch(nil)")
    #expect(console.errors.contains("bad argument #1 to 'fetch' (string expected, got nil)"))
  }

  private func interactWithHost(_ line: String) async throws -> ScriptedConsole {
    final class Fetching: Environment {
      override func setUp() {
        register("fetch") { (arguments: LuaArguments) async throws -> String in
          await Task.yield()
          return try arguments.string(0)
        }
      }
    }
    let executor = try CommandExecutor()
    let evaluator = LuaEvaluator(executor, environment: Fetching())
    let console = ScriptedConsole(evaluator, [line])
    try await console.interact(banner: "", exitMessage: "")
    await executor.close()
    return console
  }

  @Test("rerouteStdout: what code prints comes by write, or where it went otherwise")
  func rerouteStdout() async throws {
    let elsewhere = Transcript()
    let executor = try CommandExecutor(output: {
      elsewhere.add(String(decoding: $0, as: UTF8.self))
    })
    let rerouted = ScriptedConsole(executor, ["'griz'"])
    try await rerouted.interact(banner: "", exitMessage: "")
    #expect(rerouted.shown == "> griz\n> \n")
    #expect(elsewhere.text.isEmpty)
    let direct = ScriptedConsole(executor, ["'griz'"], rerouteStdout: false)
    try await direct.interact(banner: "", exitMessage: "")
    #expect(direct.shown == "> > \n")
    #expect(elsewhere.text == "griz\n")
    await executor.close()
  }

  @Test("rerouteStderr: what code writes as errors comes by writeError, or where it went otherwise")
  func rerouteStderr() async throws {
    let executor = try CommandExecutor()
    let rerouted = ScriptedConsole(executor, ["warn('griz')"])
    try await rerouted.interact(banner: "", exitMessage: "")
    #expect(rerouted.errors == "Lua warning: griz\n")
    let direct = ScriptedConsole(executor, ["warn('griz')"], rerouteStderr: false)
    try await direct.interact(banner: "", exitMessage: "")
    #expect(direct.errors.isEmpty)
    await executor.close()
  }
}
