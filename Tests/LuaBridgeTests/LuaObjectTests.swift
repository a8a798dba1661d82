import LuaBridge
import Reactor
import Testing

/// A vector that knows Lua's operators.
private final class Vector: LuaObject {
  var parts: [Double]

  init(_ parts: [Double]) { self.parts = parts }

  override var members: Members {
    Members()
      .field("kind", "vector")
      .field("_hidden", 1)
      .field("size", get: { self.parts.count })
      .field(
        "first",
        get: { self.parts[0] },
        set: { self.parts[0] = try $0.as(Double.self) }
      )
      .field("late", get: { () async -> String in await self.late() })
      .method("scaled") { (arguments) throws -> Vector in
        let factor = try arguments.number(0)
        return Vector(self.parts.map { $0 * factor })
      }
      .field("least", get: { 0 }, set: { try self.setLeast($0) })
      .method("clear") { self.parts = [] }
      .method("fail") { (arguments) throws -> Int in try arguments.integer(0) }
      .subscripts(
        get: { key in
          key.integerValue.flatMap {
            self.parts.indices.contains($0 - 1) ? self.parts[$0 - 1] : nil
          }
        },
        set: { key, value in
          guard let index = key.integerValue else { throw LuaError.host("no part '\(key)'") }
          self.parts[index - 1] = try value.as(Double.self)
        }
      )
      .metamethod(.add) { try Vector(zip(Self.parts($0, 0), Self.parts($0, 1)).map(+)) }
      .metamethod(.length) { _ in self.parts.count }
      .metamethod(.equal) { try Self.parts($0, 0) == Self.parts($0, 1) }
      .metamethod(.lessThan) { try Self.parts($0, 0).count < Self.parts($0, 1).count }
      .metamethod(.toString) { _ in "<\(self.parts.map(\.description).joined(separator: " "))>" }
      .metamethod(.call) { arguments in try arguments.integer(1) }
  }

  private func setLeast(_ value: LuaValue) throws(LuaError) {
    throw .badArgument(index: 0, expected: "a positive number", got: value.typeName)
  }

  private static func parts(_ operands: LuaArguments, _ index: Int) throws -> [Double] {
    try operands.object(index, as: Vector.self).parts
  }

  private func late() async -> String {
    await Task.yield()
    return "late"
  }
}

/// Tells when it goes.
private final class Mayfly: LuaObject {
  let alive: Box<Int>

  init(_ alive: Box<Int>) {
    self.alive = alive
    alive.value += 1
  }

  deinit { alive.value -= 1 }

  override var members: Members {
    Members().field("name", "mayfly").method("me") { self }
  }
}

/// Two members of a name each.
private final class Twice: LuaObject {
  override var members: Members {
    Members().method("name") { 1 }.field("name", "field").field("other", 1).method("other") { 2 }
  }
}

@Suite("A host object in Lua")
struct LuaObjectTests {
  private func run(_ source: String) throws -> [LuaValue] {
    try runScript(source) {
      try $0.setGlobal("v", Vector([1, 2, 3]).luaValue)
      try $0.setGlobal("w", Vector([1, 2, 3]).luaValue)
      try $0.setGlobal("same", HostFunction { try $0.object(0, as: Vector.self) })
    }
  }

  @Test("fields are fixed, asked for, assignable or async; those with an underscore are not there")
  func fields() throws {
    let source = "v.first = 9 return v.kind, v.size, v.first, v.late, v._hidden, v.nothing"
    #expect(try run(source) == ["vector", 3, 9.0, "late", nil, nil])
  }

  @Test("methods give objects, and are called with a point or a colon")
  func methods() throws {
    let source =
      "local d = v:scaled(2) d = d.scaled(2) w.clear() return d[1], d.size, w:clear(), #w"
    #expect(try run(source) == [4.0, 3, nil, 0])
  }

  @Test("a method is one value for each object; of members of one name, the later is there")
  func memberIdentity() throws {
    let source =
      "return v.clear == v.clear, v.clear == w.clear, v.scaled ~= v.clear, t.name, t.other"
    let results = try runScript(source) {
      try $0.setGlobal("v", Vector([1]).luaValue)
      try $0.setGlobal("w", Vector([1]).luaValue)
      try $0.setGlobal("t", Twice().luaValue)
    }
    #expect(results.prefix(4) == [true, false, true, "field"])
    #expect(results[4].typeName == "function")
  }

  @Test("other keys go to the subscripts, but for those with an underscore")
  func subscripts() throws {
    let source = "v[2] = 7 return v[2], v[4], v._x, pcall(function() v._x = 1 end)"
    #expect(try run(source).prefix(4) == [7.0, nil, nil, false])
    let message = try failure(of: "v.z = 1") { try $0.setGlobal("v", Vector([1]).luaValue) }?
      .message
    #expect(message == "script:1: no part 'z'")
  }

  @Test("operators reach the object on either side")
  func operators() throws {
    let source = """
      return (v + w)[3], #v, v == w, v < v:scaled(1), tostring(v), v(42), v ~= same(v),
        pcall(function() return v + 1 end)
      """
    let results = try run(source)
    #expect(results.prefix(7) == [6.0, 3, true, false, "<1.0 2.0 3.0>", 42, false])
    #expect(
      results[8].description.hasSuffix("bad argument #2 to 'add' (Vector expected, got number)")
    )
  }

  @Test("one object is one value: a key of tables, however often it is passed")
  func identity() throws {
    #expect(
      try run("local t = {[v] = 'x'} return t[same(v)], rawequal(v, same(v))") == ["x", true]
    )
  }

  @Test(
    "an error in a field or method is blamed on the script's line, and counts arguments as it does"
  )
  func blame() throws {
    let source = """
      local function message(...) return select(2, pcall(...)) end
      return message(function() v.first = 'x' end).message, tostring(message(function() v.first = 'x' end)),
        message(function() v:fail() end), message(function() v.fail() end), message(function() v.fail(v, 'x') end)
      """
    let results = try run(source)
    #expect(results[0].description.contains("a number is expected, not a string"))
    #expect(results[1].description.hasPrefix("script:2: "))
    #expect(results[2] == "script:3: bad argument #1 to 'fail' (number expected, got no value)")
    #expect(results[3] == "script:3: bad argument #1 to 'fail' (number expected, got no value)")
    #expect(results[4] == "script:3: bad argument #2 to 'fail' (number expected, got string)")
  }

  @Test("a setter's bad argument names the field")
  func badValue() throws {
    #expect(
      try run("return select(2, pcall(function() v.least = {} end))") == [
        "script:1: bad value for 'least' (a positive number expected, got table)"
      ]
    )
  }

  @Test("what a setter cannot decode is told in words")
  func undecodable() throws {
    #expect(
      try run("return select(2, pcall(function() v.first = 'x' end)).message") == [
        "a number is expected, not a string"
      ]
    )
  }

  @Test("a field may be assigned the object itself")
  func assignedItself() throws {
    let seen = Box<LuaValue>(.nil)
    let holder = Holder(seen)
    _ = try runScript("h.value = h") { try $0.setGlobal("h", holder.luaValue) }
    #expect(seen.value.objectValue === holder)
    seen.value = .nil  // else the two keep each other
  }

  private final class Holder: LuaObject {
    let seen: Box<LuaValue>
    init(_ seen: Box<LuaValue>) { self.seen = seen }
    override var members: Members {
      Members().field("value", get: { self.seen.value }, set: { self.seen.value = $0 })
    }
  }

  @Test("its metatable is hidden and cannot be set")
  func metatable() throws {
    #expect(
      try run("return getmetatable(v), pcall(setmetatable, v, {})").prefix(2) == [false, false]
    )
  }

  @Test("a script may meet any number of objects in its life; the host keeps those it can reach")
  func collection() throws {
    let alive = Box(0)
    let most = Box(0)
    let make = HostFunction { (_: LuaArguments) throws -> Mayfly in
      defer { most.value = max(most.value, alive.value) }
      return Mayfly(alive)
    }
    let source = """
      local kept = {}
      for i = 1, 100 do kept[i] = make() end
      for i = 1, 30000 do local m = make() assert(m.name == 'mayfly' and m:me() == m) end
      for i = 1, 100 do assert(kept[i]:me() == kept[i]) end
      return #kept
      """
    #expect(try runScript(source) { try $0.setGlobal("make", make) } == [100])
    #expect(alive.value == 0)
    #expect(most.value < 10_000, "of 30,100 objects, \(most.value) were alive at a time")
  }

  @Test("objects of the set-up are there for each script, whatever the last one did to them")
  func sealed() throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 4 << 20)
      try vm.setGlobal("v", Vector([1, 2]).luaValue)
      try vm.seal()
      let source = """
        local size = v.size v = nil
        for i = 1, 5000 do local t = setmetatable({}, {}) end collectgarbage() collectgarbage()
        return size
        """
      for _ in 1...3 {
        #expect(try vm.run(Array(source.utf8)).get() == [2])
        try vm.reset()
      }
    }
  }
}
