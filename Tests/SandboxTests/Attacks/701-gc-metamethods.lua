-- expect: ok ; get a finalizer to run by any order of setting it
local ran = 0
local function finalizer() ran = ran + 1 end
local late = setmetatable({}, {})
getmetatable(late).__gc = finalizer
setmetatable(late, {})
assert(not pcall(setmetatable, {}, {__gc = finalizer}))
assert(not pcall(setmetatable, {}, {__gc = true}))
local lazy = setmetatable({}, {__index = function() return finalizer end})
pcall(setmetatable, {}, lazy)
late, lazy = nil
for i = 1, 10 do collectgarbage() end
assert(ran == 0, "a finalizer ran")
