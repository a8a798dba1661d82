-- expect: ok ; positions at the ends of the scale for insert, remove, move, unpack, concat, select
local ends = {math.mininteger, math.mininteger + 1, -1, 0, 1, 2, 4, math.maxinteger - 1, math.maxinteger}
for _, i in ipairs(ends) do
  pcall(table.insert, {1, 2, 3}, i, "x") pcall(table.remove, {1, 2, 3}, i) pcall(select, i, 1, 2, 3)
  pcall(string.sub, "abc", i) pcall(string.byte, "abc", i, i) pcall(string.char, i)
  for _, j in ipairs(ends) do
    pcall(string.sub, "abc", i, j) pcall(string.byte, "abc", i, j) pcall(string.find, "abc", "b", i, true)
    if j - i < 1000 and j - i >= 0 then pcall(table.unpack, {}, i, j) pcall(table.concat, {1, 2}, "", i, j) pcall(table.move, {1}, i, j, j) pcall(table.move, {1}, i, j, i + 1) end
  end
end
assert(not pcall(table.move, {}, 1, math.maxinteger, 2) and not pcall(table.unpack, {}, 1, 1e8))
