import LuaBridge
import Reactor
import Testing

/// The confined library: where it differs from Lua's own, and where it must not.
@Suite("The library of scripts")
struct LibraryTests {
  /// Runs a script whose assertions are the test.
  private func holds(_ source: String) throws {
    _ = try runScript(source) {
      try $0.setGlobal("host", HostFunction(results: { Array($0) }))
    }
  }

  @Test("what is not for scripts is not there")
  func missing() throws {
    try holds(
      """
      for _, name in ipairs{'io', 'os', 'debug', 'package', 'require', 'dofile', 'loadfile', 'warn', 'print'} do
        assert(_G[name] == nil, name)
      end
      assert(string.dump == nil)
      """
    )
  }

  @Test("names of values hide addresses, are stable, and tell values apart")
  func names() throws {
    try holds(
      """
      local values = {{}, {}, function() end, print or tostring, coroutine.create(tostring), host}
      local seen = {}
      for _, v in ipairs(values) do
        local name = tostring(v)
        assert(name:match('^(%a+): %x%x%x%x%x%x%x%x%x%x%x%x$') == type(v), name)
        assert(name == tostring(v) and name == ('%s'):format(v) and not seen[name])
        assert(('%p'):format(v) == name:match('%x+$') and ('%-14p|'):format(v):sub(-1) == '|')
        seen[name] = true
      end
      assert(('%p'):format(1) == '(null)' and ('%s %p %%'):format('x', {}):match('^x %x+ %%$'))
      assert(tostring(setmetatable({}, {__name = 'Thing'})):match('^Thing: %x+$'))
      assert(tostring(setmetatable({}, {__tostring = function() return 'own' end})) == 'own')
      assert(not pcall(tostring, setmetatable({}, {__tostring = function() return {} end})))
      """
    )
  }

  @Test("the same value has another name in the next script")
  func masks() throws {
    try Reactor.run {
      let vm = try LuaVM(memoryLimit: 1 << 20)
      try vm.seal()
      var names: Set<LuaValue> = []
      for _ in 1...8 {
        try names.insert(vm.run(Array("return tostring(string.rep)".utf8)).get()[0])
        try vm.reset()
      }
      #expect(names.count == 8)
    }
  }

  @Test("load takes text only, whatever mode is asked for, and keeps its other arguments")
  func load() throws {
    try holds(
      """
      assert(load('return x', 'c', 't', {x = 1})() == 1 and load('return x', 'c', 'bt', {x = 2})() == 2)
      assert(load('return ...')(5) == 5 and not load('return 1', 'c', 'b'))
      local f, e = load('\\27Lua') assert(not f and e:find('attempt to load a binary chunk'))
      x = 7 assert(load('return x', 'c')() == 7) assert(load('return x', 'c', nil, {x = 8})() == 8)
      local ok = pcall(load('return x', 'c', 't', nil)) assert(not ok)
      """
    )
  }

  @Test("finalizers, the collector's settings and the metatable of strings are out of reach")
  func outOfReach() throws {
    try holds(
      """
      assert(not pcall(setmetatable, {}, {__gc = true}) and getmetatable('') == false)
      assert(setmetatable({}, {__index = {a = 1}}).a == 1 and not pcall(setmetatable, 1, {}))
      for _, option in ipairs{'stop', 'restart', 'incremental', 'generational', 'setpause', 'x'} do
        assert(not pcall(collectgarbage, option), option)
      end
      assert(collectgarbage() == 0 and collectgarbage('count') > 0 and collectgarbage('isrunning'))
      assert(type(collectgarbage('step')) == 'boolean')
      """
    )
  }

  @Test("a seed gives the numbers that it gives elsewhere")
  func random() throws {
    // Of lua5.4: math.randomseed(42) for i = 1, 3 do print(math.random(0)) end print(math.random(100))
    try holds(
      """
      math.randomseed(42)
      local a, b = math.random(0), math.random(1, 100)
      math.randomseed(42)
      assert(a == math.random(0) and b == math.random(1, 100))
      for i = 1, 1000 do local n = math.random(3) assert(n == 1 or n == 2 or n == 3) end
      for i = 1, 1000 do local n = math.random() assert(n >= 0 and n < 1) end
      assert(not pcall(math.random, 0, -1) and not pcall(math.random, 1, 2, 3))
      assert(math.random(math.mininteger, math.maxinteger) and math.random(5, 5) == 5)
      """
    )
  }

  @Test("bugs of the Lua library that plain source can trigger are kept away")
  func bugs() throws {
    try holds(
      """
      local it = ('a'):rep(200000):gmatch(('a?'):rep(200000))
      assert(not pcall(it) and select(2, pcall(it)):find('earlier step'))
      local function chain(n)
        local co = coroutine.create(function()
          local c <close> = setmetatable({}, {__close = function() if n > 0 then coroutine.close(chain(n - 1)) end end})
          coroutine.yield()
        end)
        coroutine.resume(co) return co
      end
      assert(coroutine.close(chain(20)))
      assert(coroutine.close(chain(1000)))
      """
    )
  }

  @Test("utf8.codes refuses bytes that continue a character which has not begun")
  func codes() throws {
    try holds(
      """
      local function codes(...) local t = {} for p, c in utf8.codes(...) do t[#t + 1] = p .. ':' .. c end return table.concat(t, ' ') end
      assert(codes('aé€😀') == '1:97 2:233 4:8364 7:128512' and codes('') == '' and codes(12) == '1:49 2:50')
      assert(codes('\\u{7FFFFFFF}x', true) == '1:2147483647 7:120' and not pcall(codes, '\\u{7FFFFFFF}'))
      for _, s in ipairs{'in\\x80valid', '\\xbfinvalid', 'αλφ\\xBFα', 'ab\\xff', 'a\\xC3', '€\\x80'} do
        for _, lax in ipairs{false, true} do
          local ok, e = pcall(codes, s, lax) assert(not ok and e:find('invalid UTF%-8 code'), s)
        end
      end
      local _, e = pcall(utf8.codes, '\\x80') assert(e == "bad argument #1 to 'utf8.codes' (invalid UTF-8 code)", e)
      local f, s, i = utf8.codes('é') assert(s == 'é' and i == 0 and not f(s, 2) and not f(s, -1) and not f(s, math.mininteger))
      assert(not pcall(utf8.codes) and not pcall(f) and f('é', 'x') == 1)
      """
    )
  }

  @Test("values of the host: too deep ones and too many are errors that a script can catch")
  func fromHost() throws {
    let deep = HostFunction { (_: LuaArguments) in
      (0..<150).reduce(LuaValue.nil) { inner, _ in .table([inner]) }
    }
    let many = HostFunction(results: { _ in Array(repeating: "x", count: 2_000_000) })
    let odd = HostFunction { (_: LuaArguments) in LuaTable(fields: [.number(.nan): 1]) }
    let results = try runScript("return (pcall(deep)), (pcall(many)), (pcall(odd)), 'well'") {
      try $0.setGlobal("deep", deep)
      try $0.setGlobal("many", many)
      try $0.setGlobal("odd", odd)
    }
    #expect(results == [false, false, false, "well"])
  }
}
