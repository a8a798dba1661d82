import LuaBridge
import Sandbox
import Testing

/// An object whose members are there to be found, and whose field must not be asked for.
private final class Shop: DAO {
  override var members: Members {
    Members().field("price", get: { () throws -> Int in throw CancellationError() })
      .method("prices") { (_: LuaArguments) in 1 }
      .metamethod(.length) { _ in 1 }
  }
}

private final class ShopEnvironment: Environment {
  override func setUp() { register("shop", Shop()) }
}

@Suite("Completions of a dialogue")
struct CompletionTests {
  private func names(_ text: String, after chunk: String = "") async throws -> [String] {
    let executor = try CommandExecutor(limits: Limits(memory: .mebibytes(32)))
    let dialogue = ScriptDialogue(executor, environment: ShopEnvironment())
    _ = try await dialogue.run(chunk)
    let found = try await dialogue.completions(of: text)
    #expect(found.names.allSatisfy { $0.hasPrefix(found.typed) && text.hasSuffix(found.typed) })
    await executor.close()
    return found.names
  }

  @Test("globals, keywords, and what a chunk has left there")
  func globals() async throws {
    #expect(try await names("x = pri") == ["print"])
    #expect(try await names("to", after: "total = 1") == ["tonumber", "tostring", "total"])
    #expect(try await names("re") == ["repeat", "return"])
  }

  @Test("fields of tables, those that __index names too; behind a colon only functions")
  func fields() async throws {
    let chunk = """
      local class = {greet = print, green = 1}
      class.__index = class
      a = {b = setmetatable({grow = 2}, class), ['not a name'] = 1, [1] = 2}
      """
    #expect(try await names("a.", after: chunk) == ["b"])
    #expect(try await names("a.b.gr", after: chunk) == ["green", "greet", "grow"])
    #expect(try await names("a.b:gr", after: chunk) == ["greet"])
    #expect(try await names("math.m") == ["max", "maxinteger", "min", "mininteger", "modf"])
    #expect(try await names("nobody.home") == [])
    #expect(try await names("s:up", after: "s = 'text'") == ["upper"])
  }

  @Test("members of host objects, whose fields are not asked for")
  func members() async throws {
    #expect(try await names("shop.") == ["price", "prices"])
    #expect(try await names("shop:pr") == ["prices"])
    #expect(try await names("shop.price.x") == [])
  }

  @Test("nothing of Lua's runs, whatever a chunk has set")
  func noCode() async throws {
    let chunk = """
      local function no() ran = true error('no') end
      t = setmetatable({}, {__index = no, __pairs = no, __len = no, __metatable = no})
      next, print, rawget = no, no, no
      """
    #expect(try await names("t.x.y", after: chunk) == [])
    #expect(try await names("ra", after: chunk) == ["rawequal", "rawget", "rawlen", "rawset"])
  }

  @Test("parents in a circle and huge tables come to an end")
  func bounds() async throws {
    let circle =
      "t = {aa = 1} u = {ab = 2} setmetatable(t, {__index = u}) setmetatable(u, {__index = t})"
    #expect(try await names("t.a", after: circle) == ["aa", "ab"])
    let huge = "t = {} for i = 1, 100000 do t['x' .. i] = i end"
    #expect(try await names("t.x", after: huge).count == 1000)
  }
}
