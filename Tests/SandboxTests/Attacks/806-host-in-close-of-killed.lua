-- expect: limit:cpu ; host calls in closers of a script that is stopped
local c <close> = setmetatable({}, {__close = function() for i = 1, 1e9 do if sleep then sleep(0) end end end})
local d <close> = setmetatable({}, {__close = function() error("again") end})
while true do end
