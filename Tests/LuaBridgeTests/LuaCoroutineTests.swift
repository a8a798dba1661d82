import LuaBridge
import Testing

@Suite("A Lua coroutine in Swift")
struct LuaCoroutineTests {
  @Test("it is resumed until it is dead, with values both ways")
  func resume() throws {
    let host = HostFunction(results: { arguments in
      let coroutine = try arguments.coroutine(0)
      var all: [LuaValue] = [.string(try coroutine.status().rawValue)]
      all += try coroutine.resume(1)
      all += try coroutine.resume(2)
      all.append(.string(try coroutine.status().rawValue))
      return all
    })
    let source = """
      return host(coroutine.create(function(a) local b = coroutine.yield(a + 10) return b + 20, 'end' end))
      """
    #expect(try runScript(source, host: host) == ["suspended", 11, 22, "end", "dead"])
  }

  @Test("its error comes out with its own traceback, and it is dead")
  func failure() throws {
    let host = HostFunction(results: { arguments in
      let coroutine = try arguments.coroutine(0)
      do throws(LuaError) { try coroutine.resume() } catch {
        guard case .script(let failure) = error else { throw error }
        return [
          .string(failure.message), .boolean(failure.traceback.contains("in upvalue 'inner'")),
          .string(try coroutine.status().rawValue),
        ]
      }
      return []
    })
    let source = """
      local function inner() error('no') end
      return host(coroutine.create(function() inner() end))
      """
    #expect(try runScript(source, host: host) == ["script:1: no", true, "dead"])
  }

  @Test("one that is dead or runs cannot be resumed")
  func notResumable() throws {
    let host = HostFunction(results: { try $0.coroutine(0).resume() })
    let source = """
      local dead = coroutine.create(function() end)
      coroutine.resume(dead)
      local running = coroutine.wrap(function() return pcall(host, coroutine.running()) end)
      return tostring(select(2, pcall(host, dead))), tostring(select(2, running()))
      """
    #expect(
      try runScript(source, host: host) == [
        "cannot resume dead coroutine", "cannot resume non-suspended coroutine",
      ]
    )
  }

  @Test("async code resumes it with arguments that are in an array")
  func asyncResumeWithArray() throws {
    let host = HostFunction(results: { (arguments) async throws -> [LuaValue] in
      try await arguments.coroutine(0).resume(with: [1, "two"])
    })
    let source = "return host(coroutine.create(function(...) coroutine.yield(...) end))"
    #expect(try runScript(source, host: host) == [1, "two"])
  }

  @Test("it waits in host functions, and is resumed from async code")
  func waiting() throws {
    let host = HostFunction { (arguments) async throws -> LuaValue in
      let coroutine = try arguments.coroutine(0)
      var sum: Int64 = 0
      while try await coroutine.isSuspended() {
        if case .integer(let value)? = try await coroutine.resume().first { sum += value }
      }
      return .integer(sum)
    }
    let source = """
      return host(coroutine.create(function() for i = 1, 4 do nap() coroutine.yield(i) end end))
      """
    let results = try runScript(source) {
      try $0.setGlobal("host", host)
      try $0.setGlobal("nap", HostFunction { (_) async throws -> Void in await Task.yield() })
    }
    #expect(results == [10])
  }
}

extension LuaCoroutine {
  /// As ``LuaCoroutine/status()``, from async code.
  fileprivate func isSuspended() async throws -> Bool { try status() == .suspended }
}
