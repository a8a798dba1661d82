import LuaBridge
import Reactor
import Testing

@Suite("A Lua function in Swift")
struct LuaFunctionTests {
  /// A VM with `keep(f)`, which stores a function, `nap()` and `wake()`, and what it stored.
  private func withVM(_ body: (LuaVM, Box<[LuaFunction]>) throws -> Void) throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 4 << 20)
      let kept = Box<[LuaFunction]>([])
      let sleepers = Box<[Parking]>([])
      try vm.setGlobal("keep", HostFunction { kept.value.append(try $0.function(0)) })
      try vm.setGlobal("nap", HostFunction { _ in try Fiber.park { sleepers.value.append($0) } })
      try vm.setGlobal("wake", HostFunction { _ in for one in sleepers.value { one.unpark() } })
      try vm.setGlobal(
        "yield",
        HostFunction { (_: LuaArguments) throws -> Void in try Fiber.yield() }
      )
      try vm.seal()
      try body(vm, kept)
      for sleeper in sleepers.value { sleeper.unpark() }
    }
  }

  @Test("it is called with values, and gives its results")
  func call() throws {
    let results = try runScript(
      "return host(function(...) return select('#', ...), ... end)",
      host: HostFunction(results: { try $0.function(0).call(1, "x", .nil) })
    )
    #expect(results == [3, 1, "x", nil])
  }

  @Test("its first result comes as the Swift type that was asked for, from none to many arguments")
  func typedResult() throws {
    let host = HostFunction { (arguments) throws -> LuaValue in
      let function = try arguments.function(0)
      let nothing = try function.call(as: Int?.self)
      let texts = [
        try function.call(1, "x", as: String.self),
        try function.call("a", 1.5, true, as: String.self),
      ]
      let numbers = try function.call([1, 2], as: [Int].self)
      #expect(nothing == nil && texts == ["1x", "a1.5true"] && numbers == [1, 2])
      #expect(throws: DecodingError.self) { try function.call("text", as: Int.self) }
      return try function.call(2, as: LuaValue.self)
    }
    let source = """
      return host(function(...)
        if select('#', ...) < 2 then return ... end
        local all = ''
        for i = 1, select('#', ...) do all = all .. tostring((select(i, ...))) end
        return all, 'more'
      end)
      """
    #expect(try runScript(source, host: host) == [2])
  }

  @Test("arguments come in their order, whatever they are and however many", arguments: 0...40)
  func order(count: Int) throws {
    let kinds: [LuaValue] = [1, 2.5, "text", true, .nil, [7], false]
    for start in kinds.indices {
      let values = (0..<count).map { kinds[(start + $0) % kinds.count] }
      let host = HostFunction(results: { try $0.function(0).call(with: values) })
      let source = "return host(function(...) return select('#', ...), ... end)"
      let results = try runScript(source, host: host)
      #expect(results == [.integer(Int64(count))] + values)
    }
  }

  @Test("an argument that cannot be passed ends the call, and the next is as ever")
  func badArgument() throws {
    let host = HostFunction { (arguments) throws -> Int in
      let function = try arguments.function(0)
      for _ in 0..<100 {
        #expect(throws: LuaError.self) { try function.call(1, "x", .opaque("table")) }
        #expect(throws: LuaError.self) { try function.call(.opaque("table")) }
      }
      return try function.call("x", as: Int.self)
    }
    #expect(
      try runScript("return host(function(...) return select('#', ...) end)", host: host) == [1]
    )
  }

  @Test("a call in a call in a call, each with a stack of its own")
  func nested() throws {
    let source = """
      local function down(n) if n == 0 then return 0 end return 1 + host(down, n - 1) end
      return down(100), down(1), down(50)
      """
    let host = HostFunction { try $0.function(0).call($0[1], as: Int.self) }
    #expect(try runScript(source, host: host) == [100, 1, 50])
  }

  @Test("an async host function calls it with await")
  func asyncCall() throws {
    let host = HostFunction { (arguments) async throws -> LuaValue in
      await Task.yield()
      return try await arguments.function(0).call(20)[0]
    }
    #expect(try runScript("return host(function(x) return x + 1 end)", host: host) == [21])
  }

  @Test("async code passes arguments that are in an array, and gets all results")
  func asyncCallWithArray() throws {
    let host = HostFunction(results: { (arguments) async throws -> [LuaValue] in
      try await arguments.function(0).call(with: arguments.dropFirst() + ["last"])
    })
    let source = "return host(function(...) return select('#', ...), ... end, 1, nil)"
    #expect(try runScript(source, host: host) == [3, 1, nil, "last"])
  }

  @Test("two calls of an async host function wait at once, and return in any order")
  func concurrentCalls() throws {
    let order = Box<[LuaValue]>([])
    let host = HostFunction { (arguments) async throws -> Int in
      let function = try arguments.function(0)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in 1...3 { group.addTask { try await function.call(.integer(Int64(name))) } }
        try await group.waitForAll()
      }
      return order.value.count
    }
    let source = """
      return host(function(n) for i = 1, 4 - n do yield() end note(n) end)
      """
    let results = try runScript(source) {
      try $0.setGlobal("host", host)
      try $0.setGlobal(
        "yield",
        HostFunction { (_: LuaArguments) throws -> Void in try Fiber.yield() }
      )
      try $0.setGlobal("note", HostFunction { order.value.append($0[0]) })
    }
    #expect(results == [3])
    #expect(Set(order.value) == [1, 2, 3])
  }

  @Test("another fibre calls it while its script waits, and either may go on first")
  func fromAnotherFibre() throws {
    try withVM { vm, kept in
      var outcome: Result<[LuaValue], LuaError>?
      let source = """
        local seen = {}
        keep(function(x) local mine = {x} yield() yield() seen[#seen + 1] = mine[1] return x end)
        keep(function() seen[#seen + 1] = 'quick' end)
        local mine = {'script'}
        nap()
        return mine[1], seen
        """
      let script = try Fiber.spawn(stack: .large) { outcome = vm.run(Array(source.utf8)) }
      while kept.value.count < 2 { try Fiber.yield() }
      var results: [LuaValue] = []
      let callers = try (1...3).map { number in
        try Fiber.spawn(stack: .large) {
          results += (try? kept.value[0].call(.integer(number))) ?? []
        }
      }
      try kept.value[1].call()
      for caller in callers { try caller.join() }
      #expect(Set(results) == [1, 2, 3])
      try Fiber.spawn(stack: .large) { _ = try? kept.value[1].call() }.join()
      script.cancel()
      try script.join()
      #expect(outcome == .failure(.stopped(.cancelled)))
    }
  }

  @Test("the script ends while a callback waits: the VM is not idle, and the callback is stopped")
  func callbackOutlivesScript() throws {
    try withVM { vm, kept in
      var outcome: Result<[LuaValue], LuaError>?
      let script = """
        local hasBegun
        keep(function() hasBegun = true nap() return 'late' end)
        while not hasBegun do yield() end
        return 'done'
        """
      try Fiber.spawn(stack: .large) { outcome = vm.run(Array(script.utf8)) }
      while kept.value.isEmpty { try Fiber.yield() }
      var late: Result<[LuaValue], any Error>?
      let caller = try Fiber.spawn(stack: .large) { late = Result { try kept.value[0].call() } }
      while outcome == nil { try Fiber.yield() }
      #expect(outcome == .success(["done"]))
      #expect(!vm.isIdle)
      #expect(throws: LuaError.self) { try vm.reset() }
      vm.stop(.cancelled)
      caller.cancel()
      try caller.join()
      #expect(throws: LuaError.stopped(.cancelled)) { try late?.get() }
      #expect(vm.isIdle)
      try vm.reset()
    }
  }

  @Test("calls from outside of host functions leave nothing in the VM")
  func outside() throws {
    try withVM { vm, kept in
      _ = vm.run(Array("keep(function(x) return x, {} end) keep(function() error('no') end)".utf8))
      for number in 0..<1000 {
        let result = try kept.value[0].call(number, as: Int.self)
        #expect(result == number)
        #expect(throws: LuaError.self) { try kept.value[1].call() }
      }
      #expect(vm.isIdle)
    }
  }

  @Test("after its script it only says that it has ended")
  func ended() throws {
    try withVM { vm, kept in
      _ = vm.run(Array("keep(print or tostring) keep(function() end)".utf8))
      try vm.reset()
      for function in kept.value { #expect(throws: LuaError.ended) { try function.call() } }
      _ = vm.run(Array("keep(function() end)".utf8))
      #expect(throws: LuaError.ended) { try kept.value[0].call() }
      #expect(throws: Never.self) { try kept.value[2].call() }
    }
  }

  @Test("a script may hand over any number of functions in its life")
  func many() throws {
    let source = """
      for i = 1, 300000 do host(function() return i end) end
      return host(function() return 'last' end)
      """
    let host = HostFunction(results: { try $0.function(0).call() })
    #expect(try runScript(source, host: host) == ["last"])
  }

  @Test("a function that was kept comes back as the same function")
  func identity() throws {
    let source = "local function f() end return rawequal(f, host(f)), host(print) == print"
    #expect(try runScript(source, host: HostFunction { $0[0] }) == [true, true])
  }

  @Test("handles that are let go on other threads are counted right")
  func otherThreads() throws {
    let source = "for i = 1, 20000 do host(function() end) end return 1"
    let host = HostFunction { (arguments) async throws -> Void in
      let function = try arguments.function(0)
      await Task.detached { withExtendedLifetime(function) {} }.value
    }
    #expect(try runScript(source, host: host) == [1])
  }
}
