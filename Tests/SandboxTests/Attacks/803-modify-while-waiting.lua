-- expect: ok ; change tables and strings that library functions work on while the host waits
if sleep then
  local t = {5, 4, 3, 2, 1}
  pcall(table.sort, t, function(a, b) sleep(0) for i = 1, 5 do t[i] = nil end t[10] = 1 collectgarbage() return (a or 0) < (b or 0) end)
  local n = 0
  local s = ("abc"):gsub(".", function(c) sleep(0) collectgarbage() n = n + 1 return c .. n end) assert(s == "a1b2c3")
  local parts = {"return ", "1"}
  assert(load(function() sleep(0) collectgarbage() return table.remove(parts, 1) end)() == 1)
  local u = {}
  for i = 1, 100 do u[i] = i end
  pcall(function() for k in pairs(u) do sleep(0) u[k] = nil collectgarbage() end end) assert(next(u) == nil)
  local m = setmetatable({}, {__index = function(t, k) sleep(0) setmetatable(t, nil) collectgarbage() return k end}) assert(m.x == "x")
  local c = setmetatable({}, {__concat = function(a, b) sleep(0) collectgarbage() return "c" end}) assert("a" .. "b" .. c .. "d" == "abc")
end
