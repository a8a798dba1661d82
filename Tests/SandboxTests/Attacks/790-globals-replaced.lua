-- expect: isolated ; replace what every script uses
-- then: assert(pcall(error) == false and tostring(1) == "1" and ("x"):upper() == "X" and #table.pack(1) == 1)
-- then: assert(select("#", ipairs{}) == 3 and next({}) == nil and type(setmetatable) == "function" and rawget(_G, "x") == nil)
-- then: assert(getmetatable(_G) == nil and math.pi > 3 and coroutine.isyieldable() == false)
for k in pairs(_G) do if k ~= "pairs" and k ~= "setmetatable" and k ~= "_G" then _G[k] = false end end
setmetatable(_G, {__index = function() error("gone") end, __newindex = function() end})
