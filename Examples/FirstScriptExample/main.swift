// The README's example: scripts ask for prices, which take a while to come, and cannot hang the shop.
import Umbra

final class Shop: Environment {
  override func setUp() throws {
    register("price") { (args: LuaArguments) async throws in
      try await Task.sleep(for: .milliseconds(10))  // a database, say
      return ["tea": 3, "cake": 4][try args.string(0)]
    }
  }
}

let executor = try CommandExecutor(limits: .init(memory: .mebibytes(16), cpu: .milliseconds(50)))
executor.registerEnvironment(Shop.self)
print(try await executor.execute("return price('tea') + price('cake')", as: Int.self))  // 7
print(try await executor.run("while true do pcall(error) end").verdict)  // limit:cpu
