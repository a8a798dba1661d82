-- expect: isolated ; be stopped in a host function, in a coroutine, in a metamethod
-- then: if sleep then sleep(0) end return 1
if sleep then coroutine.wrap(function() return setmetatable({}, {__index = function() sleep(3600) end}).x end)() end
while true do end
