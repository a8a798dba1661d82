// Values of any kind as globals of a script: plain ones, a structure of your own, a function; and what
// the script returns as a structure again.
import Umbra

struct User: Codable {
  var name: String
  var tags: [String]
}

final class UserEnvironment: Environment {
  override func setUp() throws {
    register("username", "henry232323")
    try register("user", encodable: User(name: "Henry", tags: ["admin"]))
    register("say") { (arguments: LuaArguments) async in print(arguments) }
  }
}

let code = """
  say("Hello!")
  sleep(0.2)
  say("My name is...")
  sleep(0.2)
  say(username .. "!")
  user.tags[#user.tags + 1] = "greeted"
  return user
  """

let executor = try CommandExecutor()
executor.registerEnvironment(UserEnvironment.self)
let user = try await executor.execute(code, as: User.self)
assert(user.tags == ["admin", "greeted"])
await executor.close()
