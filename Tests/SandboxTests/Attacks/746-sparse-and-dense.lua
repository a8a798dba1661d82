-- expect: limit:memory ; tables that are rehashed at each size
local all = {}
while true do
  local t = {}
  for i = 1, 64 do t[1 << (i - 1)] = i t[-i] = i t[i + 0.5] = i t[i] = i end
  all[#all + 1] = t
end
