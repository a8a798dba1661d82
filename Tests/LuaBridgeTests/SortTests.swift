import LuaBridge
import Testing

/// `table.sort`, whose arrays of numbers are sorted by other means than the stock library's.
@Suite("table.sort")
struct SortTests {
  /// Sorts `count` of what `element` (a Lua expression of `random` and `i`) makes, both ways.
  ///
  /// A comparator has the stock library sort. What is compared are types and texts, so that `1` is not
  /// `1.0`.
  private func agrees(_ element: String, count: Int) throws {
    _ = try runScript(
      """
      local seed = 42
      local function random() seed = seed * 6364136223846793005 + 1442695040888963407; return seed ~ seed >> 32 end
      local ours, stock = {}, {}
      for i = 1, \(count) do ours[i] = \(element); stock[i] = ours[i] end
      table.sort(ours)
      table.sort(stock, function(a, b) return a < b end)
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
    try agrees(element, count: count)
  }

  @Test("what has more than one sorted order, or none, is left to the stock library")
  func others() throws {
    _ = try runScript(
      """
      local function fill(count, element) local t = {} for i = 1, count do t[i] = element(i) end return t end
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
}
