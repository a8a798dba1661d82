-- expect: error ; __lt, __eq, __le and __concat that call themselves
local m = {}
m.__lt = function(a, b) return a < b end
m.__concat = function(a, b) return a .. b end
local a, b = setmetatable({}, m), setmetatable({}, m)
assert(not pcall(function() return a < b end))
return a .. b
