import LuaBridge
import Testing

@Suite("A Lua value in Swift")
struct LuaValueTests {
  /// What a script returns after it went to Swift and back.
  private func echo(_ source: String) throws -> [LuaValue] {
    try runScript(source, host: HostFunction(results: { Array($0) }))
  }

  @Test("integers and floats stay apart, to their last bit")
  func numbers() throws {
    let source = """
      local a, b, c, d, e = host(math.maxinteger, math.mininteger, 2.0, -0.0, 0x1p-1074)
      local n, p, i = host(0/0, 1e308 * 10, 2^53)
      return a == math.maxinteger and b == math.mininteger, math.type(c), 1/d, e > 0, n ~= n, p, math.type(i)
      """
    #expect(
      try echo(source) == [
        true, "float", .number(-.infinity), true, true, .number(.infinity), "float",
      ]
    )
  }

  @Test("it reads as tostring writes it, also where a host function wants a string")
  func descriptions() throws {
    let numbers = """
      1, -7, 2.0, -0.0, 0.1, 0.1 + 0.2, 1e15, 1e16, 123456789012345.0, 2^53, 2^63, 1e100, 5e-324, 1/0, -1/0,
      0/0, -(0/0), math.pi, 1e14, 99999999999999.9
      """
    let texts = try runScript(
      """
      local all = {\(numbers)} for i, n in ipairs(all) do all[i] = tostring(n) end return table.unpack(all)
      """
    )
    #expect(try runScript("return \(numbers)").map(\.description) == texts.map(\.description))
    let host = HostFunction { try $0.string(0) }
    let source =
      "local all = {\(numbers)} for i, n in ipairs(all) do assert(host(n) == tostring(n)) end"
    #expect(throws: Never.self) { try runScript(source, host: host) }
  }

  @Test("strings keep their bytes: UTF-8 or not, zeros, long ones")
  func strings() throws {
    let source = """
      local all = {}
      for i = 0, 255 do all[#all + 1] = string.char(i) end
      local bytes, long = table.concat(all), ('x'):rep(1 << 20)
      local a, b, c, d = host(bytes, 'a\\0b', 'hé', long)
      return a == bytes, b, c, d == long, host('\\255')
      """
    #expect(try echo(source) == [true, "a\0b", "hé", true, .bytes([255])])
  }

  @Test("tables are copied: arrays, holes, keys of every kind, tables in tables")
  func tables() throws {
    let source = """
      local t = host{1, nil, 3, x = {y = {'deep'}}, [1.5] = 'float', [true] = 'yes', [-1] = 'minus', [2^60] = 'big'}
      return t[1], t[2], t[3], t.x.y[1], t[1.5], t[true], t[-1], t[1 << 60]
      """
    #expect(try echo(source) == [1, nil, 3, "deep", "float", "yes", "minus", "big"])
  }

  @Test("a copy asks no metamethods, and its change is not the script's")
  func copies() throws {
    let host = HostFunction { (arguments) throws -> LuaTable in
      var table = try arguments.table(0)
      table["x"] = 2
      return table
    }
    let source = """
      local t = setmetatable({x = 1}, {__index = error, __len = error, __pairs = error})
      local copy = host(t)
      return t.x, copy.x, getmetatable(copy)
      """
    #expect(try runScript(source, host: host) == [1, 2, nil])
  }

  @Test("a table inside itself, or deeper than a hundred, comes as opaque and cannot go back")
  func opaque() throws {
    let host = HostFunction { (arguments) throws -> LuaValue in .string("\(arguments[0])") }
    #expect(try runScript("local t = {} t[1] = t return host(t)", host: host) == ["{table}"])
    let deep = "local t = {} for i = 1, 200 do t = {t} end return pcall(host, t)"
    #expect(try echo(deep).first == false)
    #expect(try runScript("local t = {'x'} return host({t, t})", host: host) == ["{{x}, {x}}"])
  }

  @Test("what is too large to copy is an error that says so")
  func tooLarge() throws {
    let values =
      "local a, t = {}, {} for i = 1, 1100 do a[i] = i end for i = 1, 1000 do t[i] = a end "
    let host = HostFunction { (_: LuaArguments) throws -> Void in }
    let message = try runScript(values + "return select(2, pcall(host, t))") {
      try $0.setGlobal("host", host)
    }
    #expect(message == ["the number of values is too large for the host"])
  }

  @Test("values can be written as literals and read as Swift types")
  func casts() {
    let value: LuaValue = ["name": "x", "list": .table([1, 2.5, true, nil])]
    #expect(value.tableValue?["name"].stringValue == "x")
    #expect(value.tableValue?["list"].tableValue?[2].numberValue == 2.5)
    #expect(LuaValue.number(3).integerValue == 3)
    #expect(LuaValue.integer(3).numberValue == 3)
    #expect(LuaValue.number(3.5).integerValue == nil)
    #expect(LuaValue.string("3").integerValue == nil)
    #expect(LuaValue.bytes([1]).bytesValue == [1])
    #expect(LuaValue.boolean(false).booleanValue == false)
    #expect(LuaValue.nil.isNil)
  }

  @Test("an argument that is not there is no argument, and nor is nil")
  func optional() {
    let arguments = LuaArguments([1, .nil])
    #expect(arguments.optional(0) == .some(1))
    for index in 1...4 { #expect(arguments.optional(index) == LuaValue?.none) }
  }
}
