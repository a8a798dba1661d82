import LuaBridge
import Reactor
import Testing

/// While a script is interrupted in the middle of an instruction, nobody else touches its stacks or memory.
@Suite("Fibres in one script, one of them interrupted anywhere")
struct TurnTests {
  /// Runs `main` until what it has given to `meanwhile`, as often as it has called that, is over on fibres
  /// of their own.
  ///
  /// `count()` counts, and `later(x)` gives `x` back when that was called meanwhile: it returns
  /// while `main` is interrupted. `over()` says whether all is over.
  private func run(_ main: String) throws -> [LuaValue] {
    let (counted, running) = (Box(0), Box(0))
    let later = HostFunction { (arguments: LuaArguments) throws -> LuaValue in
      let before = counted.value
      while counted.value == before { try Fiber.yield() }
      return arguments[0]
    }
    return try runScript(main) { vm in
      try vm.setGlobal("count", HostFunction { _ in counted.value += 1 })
      try vm.setGlobal("later", later)
      try vm.setGlobal("meanwhile", meanwhile(running))
      try vm.setGlobal("over", HostFunction { _ in running.value == 0 })
    }
  }

  @Test("what a host function returns arrives, while the collector goes through its caller's stack")
  func results() throws {
    let source = """
      local function deep(n)
        if n > 0 then return (deep(n - 1)) end
        for i = 1, 300 do assert(later(i) == i) end
      end
      meanwhile(function() deep(30000) end)
      repeat collectgarbage() count() until over()
      """
    #expect(try run(source) == [])
  }

  @Test("many begin calls from elsewhere at once")
  func calls() throws {
    let source = """
      for round = 1, 100 do
        local done = 0
        for i = 1, 20 do meanwhile(function() done = done + 1 end) end
        repeat local t = {} for i = 1, 1000 do t[i] = {i} end until over()
        assert(done == 20)
      end
      """
    #expect(try run(source) == [])
  }
}
