-- expect: limit:cpu ; thousands of coroutines that resume each other
local list = {}
for i = 1, 2000 do list[i] = coroutine.wrap(function() while true do pcall(coroutine.yield) end end) end
while true do for i = 1, #list do list[i]() end end
