-- expect: ok ; take library functions for each other's state
local it = string.gmatch("abc", ".")
assert(it("x", 5) == "a" and it(nil) == "b" and it({}, {}, {}) == "c" and it() == nil and it() == nil)
local wrapped = coroutine.wrap(function(...) return select("#", ...) end)
assert(wrapped(it, it) == 2)
assert(not pcall(wrapped))
for k, v in pairs(_G) do if type(v) == "function" then assert(getmetatable(v) == nil) end end
