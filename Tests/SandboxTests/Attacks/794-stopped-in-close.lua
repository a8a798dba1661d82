-- expect: isolated ; be stopped inside a closer inside a coroutine that is being closed
-- then: local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) assert(coroutine.close(co))
-- then: for i = 1, 150 do local c <close> = setmetatable({}, {__close = function() end}) end
local co = coroutine.create(function()
  local c <close> = setmetatable({}, {__close = function() for i = 1, 1 / 0 do end end})
  coroutine.yield()
end)
coroutine.resume(co)
coroutine.close(co)
