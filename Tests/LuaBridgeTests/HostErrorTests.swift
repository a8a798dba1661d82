import LuaBridge
import Reactor
import Testing

private struct Outage: Error, Equatable, CustomStringConvertible {
  let code: Int
  var description: String { "outage \(code)" }
}

@Suite("A Swift error in Lua")
struct HostErrorTests {
  private let failing = HostFunction { (arguments) throws -> Int in
    throw Outage(code: try arguments.integer(0))
  }

  @Test("an error that nothing catches comes out as it went in, with the script's traceback")
  func uncaught() throws {
    let failure = try #require(
      try failure(of: "local function f()\n host(7) end\nf()") { try $0.setGlobal("host", failing) }
    )
    #expect(failure.cause as? Outage == Outage(code: 7))
    #expect(failure.message == "script:2: outage 7")
    #expect(failure.traceback.contains("script:3: in main chunk"))
  }

  @Test("it stays the same through pcall and error, coroutines, and host functions")
  func passedOn() throws {
    let back = HostFunction(results: { try $0.function(0).call() })
    let sources = [
      "local _, e = pcall(host, 7) error(e)", "coroutine.wrap(function() host(7) end)()",
      "back(function() host(7) end)",
      "back(function() back(function() error(select(2, pcall(host, 7))) end) end)",
      "xpcall(function() host(7) end, function(e) error(e) end) error(select(2, pcall(host, 7)), 0)",
    ]
    for source in sources {
      let failure = try failure(of: source) {
        try $0.setGlobal("host", failing)
        try $0.setGlobal("back", back)
      }
      #expect(failure?.cause as? Outage == Outage(code: 7), "\(source)")
    }
  }

  @Test("a host function catches what another one threw beneath a callback")
  func caughtInSwift() throws {
    let back = HostFunction { (arguments) throws -> Int in
      do throws(LuaError) { try arguments.function(0).call() } catch {
        if case .script(let failure) = error, let outage = failure.cause as? Outage {
          return outage.code
        }
      }
      return 0
    }
    let results = try runScript("return back(function() host(9) end)") {
      try $0.setGlobal("host", failing)
      try $0.setGlobal("back", back)
    }
    #expect(results == [9])
  }

  @Test("a script's own error value passes a host function unharmed")
  func ownValue() throws {
    let source = """
      local own = setmetatable({}, {__tostring = function() return 'own' end})
      local _, table = pcall(host, function() error(own) end)
      local _, text = pcall(host, function() error('text') end)
      local _, plain = pcall(host, function() error('plain', 0) end)
      local _, number = pcall(host, function() error(42) end)
      local _, none = pcall(host, function() error() end)
      return rawequal(table, own), text, plain, number, none
      """
    let host = HostFunction(results: { try $0.function(0).call() })
    #expect(try runScript(source, host: host) == [true, "script:3: text", "plain", 42, nil])
  }

  @Test("a bad argument is told as Lua's own functions do, with name and place")
  func badArgument() throws {
    let host = HostFunction { try $0.integer(1) }
    let source = """
      local function message(...) return select(2, pcall(...)) end
      return message(function() host(1) end), message(function() host(1, {}) end),
        message(function() host(1, 2.5) end), message(host, 1)
      """
    #expect(
      try runScript(source, host: host) == [
        "script:2: bad argument #2 to 'host' (number expected, got no value)",
        "script:2: bad argument #2 to 'host' (number expected, got table)",
        "script:3: bad argument #2 to 'host' (integer expected, got a float)",
        "bad argument #2 to 'host' (number expected, got no value)",
      ]
    )
  }

  @Test("scripts see a message and a type, and nothing of the error's inside")
  func fields() throws {
    let source = """
      local _, e = pcall(host, 3)
      return e.message, e.type, e.code, e.error, tostring(e), e .. '!', '?' .. e, getmetatable(e),
        pcall(function() e.message = 'x' end)
      """
    let results = try runScript(source, host: failing)
    #expect(
      results.prefix(8) == [
        "outage 3", "Outage", nil, nil, "script:1: outage 3", "script:1: outage 3!",
        "?script:1: outage 3", false,
      ]
    )
    #expect(results[8] == false)
  }

  @Test("any number of errors may be caught")
  func many() throws {
    let source = "for i = 1, 50000 do pcall(host, i) end return select(2, pcall(host, 1)).message"
    #expect(try runScript(source, host: failing) == ["outage 1"])
  }
}
