import LuaBridge
import Reactor
import Testing

@Suite("A Lua VM")
struct LuaVMTests {
  func run(_ source: String, _ setUp: (LuaVM) throws -> Void = { _ in }) throws -> [LuaValue] {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 16 << 20)
      try setUp(vm)
      try vm.seal()
      return try vm.run(Array(source.utf8)).get()
    }
  }

  @Test("results come back as Swift values")
  func results() throws {
    #expect(
      try run("return 1, 2.5, 'x', true, nil, {1, 2, x = 3}") == [
        1, 2.5, "x", true, nil, .table(LuaTable(array: [1, 2], fields: ["x": 3])),
      ]
    )
  }

  @Test("a host function gets arguments and gives results")
  func host() throws {
    let results = try run("return add(1, 2)") {
      try $0.setGlobal("add", HostFunction { try $0.integer(0) + $0.integer(1) })
    }
    #expect(results == [3])
  }

  @Test("a Swift error is a Lua error that the script can catch, with its position")
  func swiftError() throws {
    struct Broken: Error, CustomStringConvertible { var description: String { "it broke" } }
    let source = """
      local ok, problem = pcall(function() f() end)
      return ok, tostring(problem), problem.message, problem.type, "so: " .. problem
      """
    let results = try run(source) {
      try $0.setGlobal("f", HostFunction { _ -> Int in throw Broken() })
    }
    #expect(
      results == [false, "script:1: it broke", "it broke", "Broken", "so: script:1: it broke"]
    )
  }

  @Test("a Lua error is a Swift error with a traceback")
  func luaError() throws {
    do {
      _ = try run("local function f() error('no') end f()")
      Issue.record("no error")
    } catch LuaError.script(let failure) {
      #expect(failure.message == "script:1: no")
      #expect(failure.traceback.contains("in local 'f'"))
    }
  }

  @Test(
    "a host function that waits parks the script, wherever it is called from",
    arguments: [
      "return pcall(nap)",
      "return setmetatable({}, {__index = function() return nap() end}).x == nil",
      "local t = {3, 1, 2} table.sort(t, function(a, b) nap() return a < b end) return t[1] == 1",
      "return (('abc'):gsub('.', function() nap() return 'x' end)) == 'xxx'",
      "return coroutine.wrap(function() nap() coroutine.yield(true) end)()",
    ]
  )
  func parking(_ source: String) throws {
    let results = try run(source) {
      try $0.setGlobal("nap", HostFunction { _ in try Fiber.sleep(for: .microseconds(10)) })
    }
    #expect(results == [true])
  }

  @Test("a script calls an async function")
  func asyncFunction() throws {
    let results = try run("return f(20) + 1") {
      try $0.setGlobal(
        "f",
        HostFunction { arguments async throws -> Int in
          await Task.yield()
          return try arguments.integer(0) * 2
        }
      )
    }
    #expect(results == [41])
  }

  @Test("the host calls a script's function, and the script's error passes through Swift")
  func callback() throws {
    let setUp: (LuaVM) throws -> Void = {
      try $0.setGlobal(
        "twice",
        HostFunction(results: { arguments in
          let function = try arguments.function(0)
          return try function.call(function.call(arguments[1])[0])
        })
      )
    }
    #expect(try run("return twice(function(x) return x * 3 end, 2)", setUp) == [18])
    #expect(
      try run("return pcall(twice, function() error({}) end, 2)", setUp).first == false
    )
  }

  @Test("nothing of one script is found by the next")
  func isolation() throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 16 << 20)
      try vm.seal()
      _ = vm.run(Array("x = 1 string.upper = nil".utf8))
      try vm.reset()
      #expect(try vm.run(Array("return x, ('a'):upper()".utf8)).get() == [nil, "A"])
    }
  }

  @Test(
    "an endless loop is stopped by the CPU limit",
    arguments: [
      "while true do end", "while true do pcall(error) end",
      LuaVM.isInterruptibleAnywhere ? "string.rep('', 1 << 62)" : "repeat until false",
    ]
  )
  func cpu(_ source: String) throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 16 << 20)
      try vm.seal()
      vm.limitCPU(to: .milliseconds(20))
      #expect(vm.run(Array(source.utf8)) == .failure(.stopped(.cpu)))
      try vm.reset()
      #expect(try vm.run(Array("return 1".utf8)).get() == [1])
    }
  }

  @Test("a limit that the library itself does not fit into is the host's mistake")
  func tooLittleMemory() throws {
    try Reactor.run {
      let error = LuaError.host("4096 bytes are too little for Lua and its libraries")
      #expect(throws: error) { try LuaVM(memoryLimit: 4096) }
    }
  }

  @Test("too much memory stops the script, uncatchably")
  func memory() throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 4 << 20)
      try vm.seal()
      let source =
        "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end"
      #expect(vm.run(Array(source.utf8)) == .failure(.stopped(.memory)))
    }
  }
}
