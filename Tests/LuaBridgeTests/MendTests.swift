import LuaBridge
import Testing

/// What Debian's liblua 5.4.4 compiles wrong, and scripts get right.
@Suite("Mended code")
struct MendTests {
  /// Before each script: `closing(name)` is a value that notes its name in `log` when it is closed.
  private static let prelude = """
    local log = {}
    local function closing(name)
      return setmetatable({}, {__close = function() log[#log + 1] = name end})
    end
    local function closed(names) local got = table.concat(log, ' ') log = {} assert(got == names, got) end

    """

  // Lua manual, section 3.3.5: the closing value is closed however the loop ends.
  @Test(
    "break out of a for loop: the closing value is closed, and variables of the body before it",
    arguments: [
      // The body's variable is captured, the loop's own is not, and the other way round.
      "for k in next, {1}, nil, closing 'o' do local f = function() return k end break end closed 'o'",
      "for k in next, {1}, nil, closing 'o' do local x = 1 f = function() return x end break end closed 'o'",
      // One that is closed in the body, several, and one whose block the break leaves.
      "for k in next, {1}, nil, closing 'o' do local x <close> = closing 'x' break end closed 'x o'",
      """
      for k in next, {1}, nil, closing 'o' do
        local x <close> = closing 'x' local y <close> = closing 'y' local f = function() return k end
        if f() then local z <close> = closing 'z' break end
      end
      closed 'z y x o'
      """,
      // Several breaks, and a loop that ends by itself with a break that is not reached.
      """
      for i = 1, 3 do
        for k in next, {1, 2, 3}, nil, closing 'o' do
          local f = function() return k end
          if i == 1 then break elseif k == 2 then break end
        end
        closed 'o'
      end
      for k in next, {1, 2}, nil, closing 'o' do local f = function() return k end if k > 5 then break end end
      closed 'o'
      for k in next, {}, nil, closing 'o' do local f = function() return k end break end
      closed 'o'
      """,
      // Loops in loops, of both kinds; a loop's break must not close what is the outer loop's.
      """
      for k in next, {1}, nil, closing 'outer' do
        for l in next, {1}, nil, closing 'inner' do local f = function() return k + l end break end
        closed 'inner'
        for n = 1, 2 do local f = function() return n end break end
        closed ''
        while true do local f = function() return k end break end
        repeat local f = function() return k end break until f
        closed ''
        local f = function() return k end
        break
      end
      closed 'outer'
      """,
      // Variables before the loop that are captured or closed stay open.
      """
      do
        local before <close> = closing 'before' local count = 0
        local add = function() count = count + 1 return count end
        for k in next, {1}, nil, closing 'o' do local f = function() return k end break end
        closed 'o' assert(add() == 1 and add() == 2 and count == 2)
      end
      closed 'before'
      """,
      // goto, forwards out of the loop, backwards out of it, and within.
      """
      for k in next, {1}, nil, closing 'o' do local f = function() return k end goto out end
      ::out:: closed 'o'
      """,
      """
      local again = true
      ::back::
      for k in next, {1}, nil, closing 'o' do
        local f = function() return k end
        if again then again = false goto back end
        break
      end
      closed 'o o'
      """,
      """
      for k in next, {1, 2, 3}, nil, closing 'o' do
        local f = function() return k end
        if k < 3 then goto continue end
        do break end
        ::continue::
      end
      closed 'o'
      """,
      // Upvalues keep what they had.
      """
      local fs = {}
      for i = 1, 3 do for k, v in next, {i}, nil, closing 'o' do fs[i] = function() v = v + 1 return v end break end end
      closed 'o o o' assert(fs[1]() == 2 and fs[1]() == 3 and fs[3]() == 4)
      """,
      // As many of the iterator's variables as there may be, and next to none.
      """
      for a, b, c, d, e, f, g in next, {1}, nil, closing 'o' do local h = function() return g end break end closed 'o'
      """,
      // In functions, functions of functions, methods, and coroutines that wait in the loop.
      """
      local function f(...)
        for k in next, {...}, nil, closing 'o' do local g = function() return k end break end
        closed 'o'
        return function() for k in next, {1}, nil, closing 'p' do local g = function() return k end break end closed 'p' end
      end
      f(1)()
      local t = {m = function(self) for k in next, {1}, nil, closing 'q' do local g = function() return k end break end closed 'q' end}
      t:m()
      """,
      """
      local step = coroutine.wrap(function()
        for k in next, {1, 2}, nil, closing 'o' do
          local f = function() return k end
          coroutine.yield(k)
          if k == 2 then break end
        end
        closed 'o'
        local o = setmetatable({}, {__close = function() coroutine.yield 'closing' log[1] = 'late' end})
        for k in next, {1}, nil, o do local f = function() return k end break end
        closed 'late'
        return 'end'
      end)
      assert(step() == 1 and step() == 2 and step() == 'closing' and step() == 'end')
      """,
      // An error in the closing goes to who breaks.
      """
      local o = setmetatable({}, {__close = function() error('closing', 0) end})
      local ok, e = pcall(function() for k in next, {1}, nil, o do local f = function() return k end break end end)
      assert(not ok and e == 'closing')
      """,
    ]
  )
  func breaks(script: String) throws {
    _ = try runScript(Self.prelude + script)
  }

  @Test("so it is in chunks that the script loads, of a text, in pieces, and nested in them")
  func loaded() throws {
    _ = try runScript(
      Self.prelude + """
        local loop = "for k in next, {1}, nil, (...) do local f = function() return k end break end "
        local text = loop .. "return select(2, ...)('o')"
        load(text)(closing 'o', closed)
        load(text, 'name', 't', {next = next, select = select})(closing 'o', closed)
        local at = 0
        load(function() at = at + 1 return text:sub(at, at) end)(closing 'o', closed)
        load('local f = function(...) ' .. text .. ' end return function(...) f(...) end')()(closing 'o', closed)
        load('return load(...)')(text)(closing 'o', closed)
        assert(select('#', load('break')) == 2 and load('') and not load('x'))
        local f, e = load(function() error(text, 0) end) assert(f == nil and e == text)
        f, e = load(function() error(load, 0) end) assert(f == nil and e == load)
        """
    )
  }

  @Test("errors still know their lines and names")
  func debugging() throws {
    let failure = try failure(
      of: """
        for k in next, {1}, nil, setmetatable({}, {__close = function() end}) do
          local f = function() return k end
          break
        end
        local x
        x.y = 1
        """
    )
    #expect(failure?.message.contains("script:6: attempt to index a nil value (local 'x')") == true)
  }

  @Test(
    "a comparison that indexes an upvalue finds the upvalue's field",
    arguments: [
      "local function f(a, b) return t[a < b] end assert(f(1, 2) == 'yes' and f(2, 1) == 'no')",
      "local function f(a, b) return t[a == b], t[a ~= b], t[a >= b] end check('yes no yes', f(1, 1)) check('no yes no', f(1, 2))",
      "local function f(a) return t[a == nil], t[a == 'x'], t[a > 3], t[3 > a] end check('no no no yes', f(1))",
      "local function f(a) return t[not a], t[not (a == 1)], t[a and a > 1], t[a > 1 or a < 0] end check('no no no no', f(1))",
      "local function f(a) t[a < 2] = a return t[true], t[false] end check('1 no', f(1)) check('1 3', f(3))",
      "local function f(a) t[a < 2], t[a > 2] = 'l', 'm' return t[true], t[false] end check('l m', f(1)) check('m l', f(3))",
      "local u = {[true] = t} local function f(a) return u[a < 2][a > 0], u[t == u[t ~= u]][a\n<\n2] end check('yes yes', f(1))",
      "local function f(a) local x = t[a < 2] .. t[a > 2] .. t[a == 2] return x end check('yesnono', f(1)) check('noyesno', f(3))",
      "local function f(a) for i = 1, 3 do if t[i < a] == 'yes' then goto done end a = a + 1 do return a end ::done:: end return a end check('4', f(4)) check('2', f(1))",
      "local function f(a) return (function() return t[a < 2] end)() end check('yes', f(1)) check('no', f(3))",
      "local t = setmetatable({}, {__index = function(_, k) return k end}) local function f(a) return tostring(t[a < 2]) end check('true', f(1))",
      "_ENV[true] = 10 assert(_ENV[1 < 2] == 10 and _ENV[1 > 2] == nil)",
      "_ENV[true] = 10 local f = load 'local a, b = ... return _ENV[a < b]' assert(f(1, 2) == 10 and f(2, 1) == nil)",
      "local ok, e = pcall(load('local a\\n return a[1 < 2]', '=c')) assert(e == \"c:2: attempt to index a nil value (local 'a')\", e)",
      "local a local ok, e = pcall(function() local b return\n a[1 <\n 2]\n end) assert(e == \"script:8: attempt to index a nil value (upvalue 'a')\", e)",
    ]
  )
  func comparisonsThatIndex(script: String) throws {
    _ = try runScript(
      """
      local t = {[true] = 'yes', [false] = 'no'}
      local function check(names, ...) local got = table.concat({...}, ' ') assert(got == names, got) end
      -- Leaves something in the registers of the next call.
      local function soil() local s = {[true] = 'old'} local a, b, c, d, e, f, g, h = s, s, s, s, s, s, s, s end
      soil()
      """ + "\n" + script
    )
  }
}
