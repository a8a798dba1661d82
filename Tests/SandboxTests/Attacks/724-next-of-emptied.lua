-- expect: limit:cpu ; next over a huge emptied table, again and again
local t = {}
for i = 1, 500000 do t[i .. ""] = true end
for k in pairs(t) do t[k] = nil end
while true do next(t) end
