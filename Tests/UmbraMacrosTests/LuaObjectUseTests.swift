#if Macros
import LuaBridge
import Sandbox
import Testing
import UmbraMacros

@LuaObject
final class Pokemon: DAO {
  let name: String
  var nickname: String?
  private(set) var level = 1
  @LuaHidden var cache: [String] = []
  private var secret = 42

  init(_ name: String) { self.name = name }

  var isStrong: Bool { level > 2 }

  func getType() async throws -> String {
    await Task.yield()
    return "normal"
  }

  func levelUp(by levels: Int = 1, loud: Bool = false) -> Int {
    level += levels
    if loud { cache.append("up!") }
    return level
  }

  @LuaName("say") func speak(_ words: [String], to other: String) -> String {
    "\(name) to \(other): \(words.joined(separator: " "))"
  }

  func forget() { nickname = nil }
}

@LuaObject
struct Point {
  let x: Double
  let y: Double
  var length: Double { (x * x + y * y).squareRoot() }
  func echo(_ value: LuaValue) -> LuaValue { value }
  func scaled(by factor: Double) -> Point { Point(x: x * factor, y: y * factor) }
}

final class Zoo: Environment {
  override func setUp() throws {
    register("ditto", Pokemon("ditto"))
    register("point", Point(x: 3, y: 4))
  }
}

@Suite("What @LuaObject shows")
struct LuaObjectUseTests {
  private func value(of script: String) async throws -> LuaValue {
    let executor = try CommandExecutor()
    executor.registerEnvironment(Zoo.self)
    let value = try await executor.execute(script)
    await executor.close()
    return value.first ?? .nil
  }

  @Test(
    "scripts read, assign, call and wait",
    arguments: [
      ("return ditto.name", "ditto"), ("return ditto.get_type()", "normal"),
      ("return ditto:get_type()", "normal"), ("return ditto.level_up()", 2),
      ("return ditto.level_up(3)", 4), ("return ditto.level_up(3, true)", 4),
      ("ditto.nickname = 'd' return ditto.nickname", "d"),
      ("ditto.nickname = 'd' ditto.forget() return ditto.nickname", nil),
      ("return ditto.say({'hi', 'there'}, 'you')", "ditto to you: hi there"),
      ("ditto.level_up(5) return ditto.is_strong", true),
      ("return point.echo('x')", "x"), ("return point.echo()", nil),
      ("return point.length", 5.0), ("return point.scaled(2).x", 6.0),
    ] as [(String, LuaValue)]
  )
  func shown(script: String, expected: LuaValue) async throws {
    #expect(try await value(of: script) == expected)
  }

  @Test(
    "what is hidden or fixed is an error",
    arguments: [
      "ditto.level = 5", "ditto.name = 'x'", "return ditto.cache[1]", "return ditto.secret + 1",
      "return ditto.level_up('much')", "point.x = 1", "ditto.say()", "ditto.say({})",
    ]
  )
  func hidden(script: String) async {
    await #expect(throws: (any Error).self) { try await value(of: script) }
  }
}
#endif
