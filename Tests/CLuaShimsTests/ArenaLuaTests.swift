import Testing

@Suite("Lua in an arena")
struct ArenaLuaTests {
  private let script = """
    assert(leftover == nil) leftover = {}
    local parts = {}
    for i = 1, 200 do parts[i] = ("%d:%s"):format(i, tostring({})) end
    local text = table.concat(parts, ",")
    local made = coroutine.wrap(function() for w in text:gmatch("%d+:") do coroutine.yield(w) end end)
    for _ = 1, 100 do parts[#parts + 1] = made() end
    string.leftover = text:rep(20)
    return #parts .. text
    """

  @Test("a restored state is new, and does the same again, 1,000 times")
  func again() throws {
    let state = try #require(TestState(limit: 16 << 20))
    #expect(state.arena.save())
    let first = state.run(script)
    #expect(first.hasPrefix("300"))
    var different = 0
    for _ in 0..<1000 {
      state.arena.restore()
      if state.run(script) != first { different += 1 }
    }
    #expect(different == 0)
  }

  @Test("a state is restored from the limit, where Lua was out of memory")
  func outOfMemory() throws {
    let state = try #require(TestState(limit: 2 << 20))
    #expect(state.arena.save())
    let hog = "local t = {} for i = 1, math.huge do t[i] = {i, tostring(i)} end"
    for _ in 0..<20 {
      #expect(state.run(hog) == "not enough memory")
      #expect(state.arena.peak <= 2 << 20)
      state.arena.restore()
      #expect(state.run("return 1 + 1") == "2")
    }
  }
}
