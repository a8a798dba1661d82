// An environment gives scripts a function, which is async in Swift, and a value. `sleep` is built in:
// the script waits, the program goes on.
import Umbra

final class SayEnvironment: Environment {
  override func setUp() throws {
    register("message", "Hello world!")
    register("say") { (arguments: LuaArguments) async in print(arguments) }
  }
}

let code = """
  say("Sending message")
  sleep(0.2)
  say("...")
  sleep(0.2)
  say(message)
  """

let executor = try CommandExecutor()
executor.registerEnvironment(SayEnvironment.self)
try await executor.execute(code)
await executor.close()
