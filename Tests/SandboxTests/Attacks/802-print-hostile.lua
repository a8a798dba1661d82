-- expect: ok ; print with __tostring and __name that lie, fail, wait and print
local function with(f) return setmetatable({}, {__tostring = f}) end
assert(not pcall(print, with(function() return 1 end) , with(function() return nil end)))
assert(not pcall(print, with(error)))
print(with(function() print("inner") return "outer" end))
print(with(function() if sleep then sleep(0) end return "slept" end))
print(coroutine.wrap(function() return with(function() return "co" end) end)())
print(setmetatable({}, {__name = ("n"):rep(1000)}), setmetatable({}, {__name = {}}), "\0\255\xed\xa0\x80", nil, 0/0)
print(table.unpack({}, 1, 200))
assert(not pcall(print, table.unpack({("x"):rep(1 << 20), ("x"):rep(1 << 20)})))
