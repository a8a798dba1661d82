import LuaBridge
import Reactor
import Testing

/// `table.sort`, whose longer arrays are sorted by other means than the stock library's.
@Suite("table.sort")
struct SortTests {
  /// For scripts: random numbers, the same in each run, and arrays.
  private static let tools = """
    local seed = 42
    local function random() seed = seed * 6364136223846793005 + 1442695040888963407; return seed ~ seed >> 32 end
    local function fill(count, element) local t = {} for i = 1, count do t[i] = element(i) end return t end
    local function less(a, b) return a < b end
    local function hasEachOnce(t, first, last)
      local counts = {}
      for i = 1, #t do counts[t[i]] = (counts[t[i]] or 0) + 1 end
      for value = first, last do if counts[value] ~= 1 then return false end end
      return #t == last - first + 1
    end

    """

  /// Sorts `count` of what `element` (a Lua expression of `random` and `i`) makes, both ways, with a
  /// comparator or without.
  ///
  /// A metatable has the stock library sort. What is compared are types and texts, so that `1` is not
  /// `1.0`.
  private func agrees(_ element: String, count: Int, by comparator: String) throws {
    _ = try runScript(
      Self.tools + """
        local ours, stock = {}, setmetatable({}, {})
        for i = 1, \(count) do ours[i] = \(element); stock[i] = ours[i] end
        table.sort(ours, \(comparator))
        table.sort(stock, \(comparator))
        for i = 1, \(count) do
          local a, b = ours[i], stock[i]
          assert(rawequal(a, b) and math.type(a) == math.type(b), i .. ': ' .. tostring(a) .. ', not ' .. tostring(b))
        end
        assert(#ours == \(count))
        """
    )
  }

  @Test(
    "arrays of any kind and length are as the stock library sorts them",
    arguments: [
      "random()", "random() % 1000", "i", "-i", "7",
      "i % 2 == 0 and math.maxinteger or math.mininteger",
      "random() / 3", "random() % 100 / 8 + 0.5", "i % 2 == 0 and math.huge or -math.huge",
      "random() * 1e-310",
      "tostring(random())", "-0.0", "0.0",
    ],
    [1, 2, 63, 64, 65, 257, 5000]
  )
  func kinds(element: String, count: Int) throws {
    try agrees(element, count: count, by: "nil")
    try agrees(element, count: count, by: "less")
    try agrees(element, count: count, by: "function(a, b) return a > b end")
  }

  @Test("what has more than one sorted order, or none, is left to the stock library")
  func others() throws {
    _ = try runScript(
      Self.tools + """
        local both = fill(500, function(i) return i % 3 == 0 and i or -i / 2 end)
        table.sort(both)
        for i = 2, #both do assert(both[i - 1] <= both[i]) end
        local mixed = fill(100, function(i) return i end)
        mixed[70] = 'word'
        local done, message = pcall(table.sort, mixed)
        assert(not done and message:match('attempt to compare'), message)
        local hole = fill(100, function(i) return i end)
        hole[50] = nil
        pcall(table.sort, hole)
        local nan = fill(100, function(i) return i % 7 == 0 and 0/0 or i * 1.0 end)
        pcall(table.sort, nan)
        assert(#nan == 100)
        local reads = 0
        local watched = setmetatable({}, {
          __len = function() return 100 end,
          __index = function(_, i) reads = reads + 1 return i end,
        })
        table.sort(watched)
        assert(reads > 100)
        assert(not pcall(table.sort, 1) and not pcall(table.sort, {2, 1}, 1))
        """
    )
  }

  @Test("where there is no room to sort beside the array, it is sorted in its place")
  func noRoom() throws {
    // The array alone takes 8 of the 16 MiB.
    _ = try runScript(
      """
      local t = {}
      for i = 1, 500000 do t[i] = -i end
      table.sort(t)
      assert(t[1] == -500000 and t[500000] == -1)
      """
    )
  }

  @Test("records come in the order of a field, and equal ones stay in theirs")
  func records() throws {
    _ = try runScript(
      Self.tools + """
        for _, values in ipairs({1, 2, 7, 1000}) do
          local t = fill(3000, function(i) return {score = random() % values, at = i} end)
          table.sort(t, function(a, b) return a.score > b.score end)
          for i = 2, #t do
            local a, b = t[i - 1], t[i]
            assert(a.score > b.score or a.score == b.score and a.at < b.at, i)
          end
        end
        """
    )
  }

  @Test("what is in order already takes a look, and the worst case n log n comparisons")
  func comparisons() throws {
    _ = try runScript(
      Self.tools + """
        local function count(t)
          local calls = 0
          table.sort(t, function(a, b) calls = calls + 1 return a < b end)
          for i = 2, #t do assert(t[i - 1] <= t[i]) end
          return calls
        end
        local forth, back = fill(4096, function(i) return i end), fill(4096, function(i) return -i end)
        assert(count(forth) < 3 * 4096)
        assert(count(back) < 8 * 4096)
        assert(count(fill(4096, random)) < 12 * 4096)
        assert(count(fill(4096, function(i) return (i - 1) % 2048 end)) < 4 * 4096)
        """
    )
  }

  @Test("a comparator that fails leaves the array as it was")
  func failure() throws {
    _ = try runScript(
      Self.tools + """
        local t = fill(500, function(i) return -i end)
        for _, calls in ipairs({1, 2, 100, 1500}) do
          local done, message = pcall(table.sort, t, function(a, b)
            calls = calls - 1
            if calls == 0 then error('enough', 0) end
            return a < b
          end)
          assert(not done and message == 'enough')
          for i = 1, 500 do assert(t[i] == -i) end
        end
        local done, message = pcall(table.sort, t, coroutine.yield)
        assert(not done and message == 'attempt to yield from outside a coroutine', message)
        done, message = coroutine.wrap(function() return pcall(table.sort, t, coroutine.yield) end)()
        assert(not done and message == 'attempt to yield across a C-call boundary', message)
        """
    )
  }

  @Test("a comparator that is no order leaves the same elements in some order")
  func noOrder() throws {
    _ = try runScript(
      Self.tools + """
        local function check(comparator)
          local t = fill(1000, function(i) return i % 100 end)
          table.sort(t, comparator)
          local counts = {}
          for i = 1, 1000 do counts[t[i]] = (counts[t[i]] or 0) + 1 end
          for i = 0, 99 do assert(counts[i] == 10) end
          return t
        end
        check(function() return true end)
        check(function() return false end)
        check(function() return random() % 2 == 0 end)
        check(function(a, b) return a ~= b end)
        local sorted = check(function(a, b) return a <= b end)
        for i = 2, 1000 do assert(sorted[i - 1] <= sorted[i]) end
        """
    )
  }

  @Test(
    "a comparator may do to the table what it likes",
    arguments: [
      "t[1] = nil", "t[#t] = nil", "t[#t + 1] = a", "t[random() % 300 + 1] = nil", "t[#t + 1] = {}",
      "for i = 1, 300 do t[i] = nil end collectgarbage()",
      "setmetatable(t, {__newindex = error, __index = error})",
      "for k in pairs(t) do t[k] = nil end t.x = 1 collectgarbage()",
      "pcall(table.sort, t, tostring)",
      "table.sort(t, function(a, b) return tostring(a) > tostring(b) end)",
      "collectgarbage('step')", "t = nil collectgarbage()",
    ]
  )
  func meddling(deed: String) throws {
    _ = try runScript(
      Self.tools + """
        local t = fill(300, function(i) return {at = random()} end)
        local calls = 0
        pcall(table.sort, t, function(a, b)
          calls = calls + 1
          if calls % 40 == 0 and calls < 900 then \(deed) end
          return a and b and (a.at or 0) < (b.at or 0)
        end)
        collectgarbage()
        assert(calls > 300)
        """
    )
  }

  @Test("a comparator may wait, and sort the same array meanwhile")
  func waiting() throws {
    let nap = HostFunction { _ in try Fiber.yield() }
    _ = try runScript(
      Self.tools + """
        local t = fill(100, function(i) return -i end)
        table.sort(t, function(a, b)
          host()
          if a == -50 then table.sort(t, function(a, b) host() return a < b end) end
          return a < b
        end)
        assert(hasEachOnce(t, -100, -1))
        """,
      host: nap
    )
  }

  @Test("two fibres sort the same array, by comparators that wait")
  func together() throws {
    let running = Box(0)
    let script =
      Self.tools + """
        local t = fill(100, function(i) return i * 37 % 101 end)
        local function sort() table.sort(t, function(a, b) host() return a < b end) end
        meanwhile(sort)
        sort()
        while not over() do host() end
        assert(hasEachOnce(t, 1, 100))
        """
    _ = try runScript(script) { vm in
      try vm.setGlobal("host", HostFunction { _ in try Fiber.yield() })
      try vm.setGlobal("over", HostFunction { _ in running.value == 0 })
      try vm.setGlobal("meanwhile", meanwhile(running))
    }
  }

  @Test("where there is little room beside the array, it is the comparator's")
  func noRoomForPlaces() throws {
    // The array and the texts take 14 of the 16 MiB, the places would take another 3.
    _ = try runScript(
      """
      local t, texts = {}, {}
      for i = 1, 524288 do t[i] = 524288 - i end
      for i = 1, 6 do texts[i] = ('x'):rep(1 << 20) end
      table.sort(t, function(a, b) return a < b end)
      assert(t[1] == 0 and t[524288] == 524287)
      texts[6], texts[5] = nil, nil
      collectgarbage()
      local words = {}
      table.sort(t, function(a, b)
        if #words < 20000 then words[#words + 1] = 'a word of some length: ' .. a end
        return a > b
      end)
      assert(t[1] == 524287 and t[524288] == 0)
      """
    )
  }
}
