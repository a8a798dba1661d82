-- expect: limit:memory ; library buffers at the limit, the error caught each time
local t = {}
for i = 1, 1000 do t[i] = ("x"):rep(1 << 15) end
local kept = {}
while true do pcall(function() kept[#kept + 1] = table.concat(t) end) end
