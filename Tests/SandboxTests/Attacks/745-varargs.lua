-- expect: error ; a call with one argument more each time
local function f(...) return f(1, 2, 3, 4, ...), 1 end
f()
