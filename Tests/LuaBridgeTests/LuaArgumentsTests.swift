import LuaBridge
import Testing

@Suite("Arguments of a host function")
struct LuaArgumentsTests {
  private let many: [LuaValue] = [1, "two", 3.5, true, .nil, [6]]

  @Test("they are a collection, however many there are", arguments: 0...6)
  func collection(count: Int) {
    let arguments = LuaArguments(Array(many.prefix(count)))
    #expect(arguments.count == count)
    #expect(Array(arguments) == Array(many.prefix(count)))
    #expect(arguments == LuaArguments(Array(many.prefix(count))))
    #expect(arguments.last == many.prefix(count).last)
  }

  @Test("an argument that is nil is as one that is not there")
  func optional() {
    let arguments = LuaArguments(many)
    for index in [4, 6, 100] { #expect(arguments.optional(index) == Optional.none) }
    #expect(arguments.optional(5) == .some([6]))
  }

  @Test("one that the script has not given is nil, at any index")
  func beyond() throws {
    for count in 0...2 {
      let arguments = LuaArguments(Array(many.prefix(count)))
      for index in [count, 6, 100, .max, -1] { #expect(arguments[index] == .nil) }
    }
    #expect(try runScript("return host(), host(1)", host: HostFunction { $0[3] }) == [nil, nil])
  }

  @Test("the accessors take what Lua's functions take, and name the argument that is wrong")
  func accessors() throws {
    let arguments = LuaArguments(many)
    #expect(try arguments.integer(0) == 1)
    #expect(try arguments.string(0) == "1")
    #expect(try arguments.string(1) == "two")
    #expect(try arguments.number(2) == 3.5)
    #expect(try arguments.boolean(3))
    #expect(try arguments.table(5) == LuaTable(array: [6]))
    #expect(throws: LuaError.badArgument(index: 1, expected: "number", got: "string")) {
      try arguments.integer(1)
    }
    #expect(throws: LuaError.badArgument(index: 4, expected: "string", got: "nil")) {
      try arguments.string(4)
    }
    #expect(throws: LuaError.badArgument(index: 6, expected: "table", got: "no value")) {
      try arguments.table(6)
    }
  }

  /// Each of these, and each two, comes to the host by one of two ways: by value, or in a store.
  private static let kinds: [(lua: String, value: LuaValue)] = [
    ("nil", .nil), ("true", true), ("false", false), ("1", 1), ("-1", -1),
    ("math.mininteger", .integer(.min)), ("0.5", 0.5), ("-0.0", -0.0), ("1/0", .number(.infinity)),
    ("'one'", "one"), ("{2}", [2]),
  ]

  @Test(
    "what a script gives arrives as it was, alone, in twos, and before a third",
    arguments: kinds
  )
  func arriving(lua: String, value: LuaValue) throws {
    for (otherLua, other) in Self.kinds {
      for (source, values) in [
        (lua, [value]), ("\(lua), \(otherLua)", [value, other]),
        ("\(lua), \(otherLua), 3", [value, other, 3]),
      ] {
        let seen = Box<[LuaArguments]>([])
        _ = try runScript("host(\(source))", host: HostFunction { seen.value.append($0) })
        let arguments = try #require(seen.value.first)
        #expect(Array(arguments) == values)
        #expect(
          arguments == LuaArguments(values) && arguments.hashValue == LuaArguments(values).hashValue
        )
        #expect(arguments.description == LuaArguments(values).description)
        #expect(arguments.optional(0) == (value.isNil ? Optional.none : .some(value)))
        #expect((try? arguments.integer(0)) == value.integerValue)
        #expect((try? arguments.number(0)) == value.numberValue)
        #expect((try? arguments.boolean(0)) == value.booleanValue)
      }
    }
  }

  @Test("those that a function keeps stay as they were, whatever is called later")
  func kept() throws {
    let all = Box<[LuaArguments]>([])
    let source = "for i = 1, 20 do host(i, 'text' .. i, {i}) end host() host(nil)"
    _ = try runScript(source, host: HostFunction { all.value.append($0) })
    for (index, arguments) in all.value.prefix(20).enumerated() {
      let number = LuaValue.integer(Int64(index + 1))
      #expect(Array(arguments) == [number, .string("text\(index + 1)"), [number]])
    }
    #expect(all.value.suffix(2).map(\.count) == [0, 1])
  }

  @Test("a call inside a call has arguments of its own")
  func nested() throws {
    let host = HostFunction { (arguments) throws -> LuaValue in
      guard let inner = arguments[0].functionValue else { return arguments[0] }
      let result = try inner.call()[0]
      return arguments[1] == "outer" ? result : .nil
    }
    #expect(
      try runScript("return host(function() return host('inner') end, 'outer')", host: host) == [
        "inner"
      ]
    )
  }
}
