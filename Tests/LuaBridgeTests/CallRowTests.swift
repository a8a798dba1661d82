import LuaBridge
import Reactor
import Testing

@Suite("Calls of Lua functions, many by one host function")
struct CallRowTests {
  @Test("arguments and results of every kind, in turn")
  func kinds() throws {
    let host = HostFunction { (arguments) throws -> LuaValue in
      let same = try arguments.function(0)
      let values: [LuaValue] = [
        1, 2.5, true, false, .nil, "text", .bytes([255, 0]), [1, [2]], .integer(.min),
        .number(.nan),
      ]
      for round in 0..<3 {
        for value in values {
          let result = try same.call(value, as: LuaValue.self)
          #expect(result.description == value.description, "\(round)")
          let both = try same.call(value, 7, as: LuaValue.self)
          #expect(both.description == value.description)
          let all = try same.call(value, "x", value, as: LuaValue.self)
          #expect(all.description == value.description)
        }
        #expect(try same.call(1, 2, "three") == [1, 2, "three"])
        #expect(try same.call() == [])
        #expect(try same.call(as: Int?.self) == nil)
      }
      return "end"
    }
    #expect(
      try runScript("return host(function(...) return ... end), 'more'", host: host) == [
        "end", "more",
      ]
    )
  }

  @Test("an error ends none of the calls after it, and leaves nothing behind")
  func errors() throws {
    let host = HostFunction { (arguments) throws -> Int in
      let function = try arguments.function(0)
      var failures = 0
      for number in 0..<1000 {
        do { _ = try function.call(number, as: Int.self) } catch { failures += 1 }
        do { _ = try function.call("\(number)", as: LuaValue.self) } catch { failures += 1 }
        do { _ = try function.call(.integer(Int64(number)), .nil) } catch { failures += 1 }
      }
      return failures
    }
    let source = """
      local function odd(n, ...) if n % 2 == 1 then error('odd') end return n end
      local before = {1, 2, 3}
      local failures, other = host(odd), host(odd)
      return failures, other, #before
      """
    #expect(try runScript(source, host: host) == [1500, 1500, 3])
  }

  @Test("an error tells where it happened, and nothing of how it was called")
  func traceback() throws {
    let host = HostFunction { (arguments) throws -> LuaValue in
      let function = try arguments.function(0)
      try function.call()
      let failure = #expect(throws: LuaError.self) { try function.call(1, as: Int.self) }
      guard case .script(let failure)? = failure else { return "no error of a script" }
      return .string(failure.traceback)
    }
    let source = """
      local function inner(x) if x then error('no') end end
      return (host(inner))
      """
    let text = try runScript(source, host: host).first?.stringValue ?? ""
    #expect(text.contains("script:1: in ") && text.contains("script:2: in main chunk"))
    #expect(!text.contains("[C]: in ?\n"), "\(text)")
  }

  @Test("a function takes the place of one that was let go of, and is the one that is called")
  func slotUsedAgain() throws {
    let host = HostFunction(results: { (arguments) throws -> [LuaValue] in
      let make = try arguments.function(0)
      var results: [LuaValue] = []
      for number in 0..<20 {
        let made = try make.call(number, as: LuaValue.self).functionValue
        results.append(try #require(made).call(1, as: LuaValue.self))
        results.append(try #require(made).call(2, as: LuaValue.self))
      }
      return results
    })
    let source = "return host(function(n) return function(x) return n * 10 + x end end)"
    let expected = (0..<20).flatMap { [LuaValue.integer($0 * 10 + 1), .integer($0 * 10 + 2)] }
    #expect(try runScript(source, host: host) == expected)
  }

  /// What makes a value of itself only by a call.
  private struct Asking: LuaRepresentable {
    let function: LuaFunction
    var luaValue: LuaValue { (try? function.call(1, as: LuaValue.self)) ?? .nil }
  }

  @Test("what makes an argument may call functions itself")
  func callsForArguments() throws {
    let host = HostFunction(results: { (arguments) throws -> [LuaValue] in
      let function = try arguments.function(0)
      let asking = Asking(function: function)
      return try (0..<3).map { _ in
        try function.call(asking, asking, asking, as: LuaValue.self)
      }
    })
    let source = "return host(function(a, b, c) return a + (b or 1) + (c or 1) end)"
    #expect(try runScript(source, host: host) == [9, 9, 9])
  }

  @Test("other uses of the script in between: coroutines, objects, functions that are kept")
  func otherUses() throws {
    let kept = Box<[LuaFunction]>([])
    let host = HostFunction(results: { (arguments) throws -> [LuaValue] in
      let (function, coroutine) = (try arguments.function(0), try arguments.coroutine(1))
      var results: [LuaValue] = []
      for number in 0..<5 {
        results.append(try function.call(number, as: LuaValue.self))
        results += try coroutine.resume(.integer(Int64(number)))
        let table = try function.call(["f": .function(function)])[0].tableValue
        kept.value.append(try #require(table?["f"].functionValue))
        results.append(try kept.value[kept.value.count - 1].call(0.5, as: LuaValue.self))
      }
      return results
    })
    let source = """
      local echo = coroutine.create(function(x) while true do x = coroutine.yield(x * 2) end end)
      return host(function(x) return x end, echo)
      """
    let expected = (0..<5).flatMap { [LuaValue.integer($0), .integer($0 * 2), 0.5] }
    #expect(try runScript(source, host: host) == expected)
    #expect(throws: LuaError.self) { try kept.value[0].call(1, as: Int.self) }
  }

  @Test(
    "in a coroutine, with waits in the host function, in the functions, and in others meanwhile"
  )
  func waits() throws {
    let host = HostFunction { (arguments) throws -> Int in
      let function = try arguments.function(0)
      var sum = 0
      for number in 0..<10 {
        sum += try function.call(number, as: Int.self)
        try Fiber.yield()
        sum += try function.call("\(number)", as: Int.self)
      }
      return sum
    }
    let source = """
      local function work() return host(function(x) yield() return tonumber(x) end) end
      local sums = {work()}
      for i = 1, 3 do sums[#sums + 1] = coroutine.wrap(work)() end
      return table.unpack(sums)
      """
    let results = try runScript(source) {
      try $0.setGlobal("host", host)
      try $0.setGlobal(
        "yield",
        HostFunction { (_: LuaArguments) throws -> Void in try Fiber.yield() }
      )
    }
    #expect(results == [90, 90, 90, 90])
  }

  @Test("another fibre calls while a host function waits between its calls")
  func twoFibres() throws {
    let host = HostFunction { (arguments) throws -> [LuaValue] in
      let function = try arguments.function(0)
      let before = try [function.call(1, as: Int.self), function.call(2, as: Int.self)]
      var theirs: [Int] = []
      let other = try Fiber.spawn(stack: .large) {
        theirs = (3...5).map { (try? function.call($0, as: Int.self)) ?? 0 }
      }
      try other.join()
      let after = try [function.call(6, as: Int.self), function.call(7, as: Int.self)]
      return (before + theirs + after).map { .integer(Int64($0)) }
    }
    let source = "return table.concat(host(function(x) return x end), ' ')"
    #expect(try runScript(source, host: host) == ["1 2 3 4 5 6 7"])
  }

  @Test("calls that branch: each level calls twice, until Lua itself says that it is too deep")
  func branching() throws {
    let host = HostFunction { (arguments) throws -> Int in
      let (function, depth) = (try arguments.function(0), try arguments.integer(1))
      return try function.call(depth, as: Int.self) + function.call(depth, as: Int.self)
    }
    let source = """
      local function down(n) if n == 0 then return 1 end return host(down, n - 1) end
      local function dive(n) return host(function() return n < 300 and dive_on(n + 1) or 0 end, 0) end
      function dive_on(n) return dive(n) end
      local ok, message = pcall(dive, 0)
      return down(6), ok, tostring(message), down(3)
      """
    let results = try runScript(source, host: host)
    #expect(results[0] == 64 && results[1] == false && results[3] == 8)
    let message = results[2].stringValue ?? ""
    #expect(message.contains("too many nested calls") || message.contains("stack overflow"))
  }

  @Test("a function of a VM that is gone is ended, though a new VM may lie where that was")
  func ofAnotherVM() throws {
    try Reactor.run {
      let kept = Box<[LuaFunction]>([])
      for round in 0..<10 {
        let vm = try LuaVM(memoryLimit: 4 << 20)
        let host = HostFunction { (arguments) throws -> Void in
          let function = try arguments.function(0)
          #expect(try function.call(1, as: Int.self) == round)
          for old in kept.value { #expect(throws: LuaError.self) { try old.call(1, as: Int.self) } }
          kept.value.append(function)
        }
        try vm.setGlobal("host", host)
        try vm.seal()
        _ = try vm.run(Array("host(function() return \(round) end)".utf8)).get()
      }
    }
  }

  @Test("a stop in the middle of a row ends the script, and the VM is as new")
  func stop() throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 4 << 20)
      let calls = Box(0)
      let host = HostFunction { (arguments) throws -> Void in
        let function = try arguments.function(0)
        for number in 0..<10 {
          calls.value += 1
          _ = try function.call(number, as: Int?.self)
        }
      }
      try vm.setGlobal("host", host)
      try vm.seal()
      for _ in 0..<3 {
        try vm.reset()
        vm.limitCPU(to: .milliseconds(20))
        let source = "host(function(n) if n == 4 then while true do end end end)"
        let outcome = vm.run(Array(source.utf8))
        #expect(outcome == .failure(.stopped(.cpu)))
        try vm.reset()
        #expect(try vm.run(Array("return 1".utf8)).get() == [1])
      }
      #expect(calls.value == 15)
    }
  }
}
