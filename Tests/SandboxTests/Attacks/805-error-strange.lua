-- expect: error ; end with an error value that is a table in itself, with a __tostring that never returns
local t = setmetatable({}, {__tostring = function() while true do end end, __name = ("x"):rep(1 << 20), __index = function() while true do end end})
t.self = t
error(t)
