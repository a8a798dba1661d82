-- expect: ok ; for loops and integer operations at the ends of the scale
local n = 0
for i = math.maxinteger - 1, math.maxinteger do n = n + 1 end
for i = math.mininteger + 1, math.mininteger, -1 do n = n + 1 end
for i = math.maxinteger, math.mininteger, math.mininteger do n = n + 1 end
for i = 1, math.huge do n = n + 1 if n > 100 then break end end
for i = 3, -math.huge do error("unreachable") end
for i = 1, 0/0 do error("unreachable") end
assert(not pcall(load("for i = 1, 2, 0 do end")))
assert(math.mininteger // -1 == math.mininteger and math.mininteger % -1 == 0 and 1 << 64 == 0 and -1 >> 63 == 1)
assert(math.abs(math.mininteger) == math.mininteger and math.tointeger(2^63) == nil and math.fmod(math.mininteger, -1) == 0)
assert(not pcall(function() return 1 // 0 end) and not pcall(function() return 1 % 0 end) and not pcall(function() return 2^63 | 0 end))
for i = 1, 100 do math.random(math.mininteger, math.maxinteger) end
