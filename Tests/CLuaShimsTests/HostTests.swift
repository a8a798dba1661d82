import CLua
import CLuaShims
import Testing

/// The border on the way out, without the bridge on the other side.
@Suite("A host function, in C's terms")
struct HostTests {
  private func vm(_ answer: @escaping TestVM.Answer) throws -> TestVM {
    let vm = try #require(TestVM())
    #expect(vm.openLibraries())
    #expect(vm.set(umbra_body_set_function, at: ["f"], answer) == LUA_OK)
    return vm
  }

  /// What `f()` raises when the host answers with this code.
  private func error(_ code: Int32, _ write: @escaping (HostMessage) -> HostMessage) throws
    -> String
  {
    let vm = try vm { raw, _ in HostMessage(in: raw).map { write($0).send(code) } ?? 0 }
    return vm.run(script: "local function call() f(1) end\nreturn select(2, pcall(call))").text
  }

  @Test("its results are on the stack or in its message")
  func results() throws {
    let onStack = try vm { _, state in
      lua_pushinteger(state, 42)
      return 1
    }
    #expect(onStack.run(script: "return f()") == (LUA_OK, "42"))
    let inMessage = try vm { raw, _ in
      HostMessage(in: raw)?.add("one").add(2).send(UMBRA_RESULTS_IN_MESSAGE) ?? 0
    }
    let script = "return select('#', f()) .. select(1, f()) .. select(2, f())"
    #expect(inMessage.run(script: script) == (LUA_OK, "2one2"))
  }

  @Test("its error is raised with the caller's position, as it is, or as a bad argument's")
  func errors() throws {
    #expect(try error(UMBRA_RAISE_MESSAGE) { $0.add("no") } == "test:1: no")
    #expect(try error(UMBRA_RAISE_AS_IS) { $0.add("no") } == "no")
    #expect(
      try error(UMBRA_RAISE_ARGUMENT) { $0.add(1).add("number expected") }
        == "test:1: bad argument #1 to 'f' (number expected)"
    )
  }

  @Test("it is called as often as its VM's limit says; then the script ends, uncatchably")
  func limit() throws {
    var calls = 0
    let vm = try vm { _, _ in
      calls += 1
      return 0
    }
    vm.raw.pointee.host_call_limit = vm.raw.pointee.host_calls + 3
    #expect(vm.run(script: "while true do pcall(f) end").status == UMBRA_STOPPED)
    #expect(vm.stop == UMBRA_STOP_CALLS)
    #expect(calls == 3)
  }

  @Test("a script that has used its CPU time up ends where it returns, whether or not a tick came")
  func cpuLimit() throws {
    let vm = try vm { raw, _ in
      raw.pointee.cpu = 1000
      raw.pointee.cpu_limit = 999
      return 0
    }
    #expect(vm.run(script: "pcall(f) return 1").status == UMBRA_STOPPED)
    #expect(vm.stop == UMBRA_STOP_CPU)
  }

  @Test("time that its thread cannot have had is taken back before a script ends for it")
  func cpuOfOthers() throws {
    let vm = try vm { raw, _ in
      raw.pointee.cpu += 3_600_000_000_000  // as after a wait in which others had the processor
      raw.pointee.cpu_limit = 1_800_000_000_000
      return 0
    }
    #expect(vm.run(script: "f() return 1") == (LUA_OK, "1"))
    #expect(vm.raw.pointee.cpu < 1_800_000_000_000)
  }

  @Test("a stop that it asks for takes effect when it returns: nothing of the script runs any more")
  func stop() throws {
    var calls = 0
    let vm = try vm { raw, _ in
      calls += 1
      umbra_vm_stop(raw, UMBRA_STOP_CANCELLED)
      umbra_vm_stop(raw, UMBRA_STOP_CPU)
      return 0
    }
    let script = "local x <close> = setmetatable({}, {__close = f}) pcall(f) f()"
    #expect(vm.run(script: script).status == UMBRA_STOPPED)
    #expect(vm.stop == UMBRA_STOP_CANCELLED)
    #expect(calls == 1)
  }

  /// What the writer at this place was given, call by call, by a script.
  private func written(_ body: @escaping lua_CFunction, _ script: String) throws -> (
    lines: [String], error: String
  ) {
    var lines: [String] = []
    let vm = try #require(TestVM())
    #expect(vm.openLibraries())
    let status = vm.set(body, at: ["out", "put"]) { _, state in
      lines.append(lua_tolstring(state, 1, nil).map { String(cString: $0) } ?? "?")
      return Int32(lua_gettop(state) == 1 ? 0 : 1)
    }
    #expect(status == LUA_OK)
    let error = vm.run(script: "return select(2, pcall(function() \(script) end))").text
    return (lines, error)
  }

  @Test("print gives it a line at a time, made by tostring's rules")
  func print() throws {
    let (lines, error) = try written(
      umbra_body_set_print,
      """
      local named = setmetatable({}, {__tostring = function() return 'named' end})
      out.put() out.put(1, 2.0, 'three', nil, true, named)
      out.put(setmetatable({}, {__tostring = function() return {} end}))
      """
    )
    #expect(lines == ["\n", "1\t2.0\tthree\tnil\ttrue\tnamed\n"])
    #expect(error == "test:3: '__tostring' must return a string")
  }

  @Test("write gives it strings and numbers as they are, and refuses all else")
  func write() throws {
    let (lines, error) = try written(
      umbra_body_set_write,
      "out.put() out.put('a', 1, 0.1 + 0.2, 1e100, -0.0, ' ', 20.0, '2.0') out.put('b', {})"
    )
    #expect(lines == ["", "a10.31e+100-0 202.0"])
    #expect(error == "test:1: bad argument #2 to 'put' (string expected, got table)")
  }
}
