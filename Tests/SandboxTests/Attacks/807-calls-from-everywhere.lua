-- expect: limit:cpu ; host calls from coroutines in comparators in metamethods, without end
local call = sleep or function() end
local m = setmetatable({}, {__index = function(_, k)
  table.sort({2, 1}, function(a, b) coroutine.wrap(function() pcall(call, 0) end)() return a < b end)
end})
while true do local x = m.x end
