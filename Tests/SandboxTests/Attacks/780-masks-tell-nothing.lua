-- expect: ok ; names of values: stable, different, and not in the order in which values were made
local names, rising, seen = {}, 0, {}
local list = {}
for i = 1, 64 do list[i] = {} names[i] = tostring(list[i]):match("%x+$") end
for i = 2, 64 do if names[i] > names[i - 1] then rising = rising + 1 end end
assert(rising > 8 and rising < 55, "names follow the order of making: " .. rising)
for i, name in ipairs(names) do
  assert(not seen[name]) seen[name] = true
  assert(tostring(list[i]):match("%x+$") == name)
  assert(string.format("%p", list[i]) == name or not pcall(string.format, "%p", list[i]))
end
