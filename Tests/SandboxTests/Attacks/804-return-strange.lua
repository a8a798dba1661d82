-- expect: ok ; return tables in themselves, functions, coroutines, keys of every kind
local t = {}
t.self, t[t], t[1.5], t[true], t[print], t[-1], t["\255"], t[2^60] = t, t, 1, 2, 3, 4, "\255", coroutine.create(print)
local deep = {} for i = 1, 1000 do deep = {x = deep} end
return t, deep, print, coroutine.running(), setmetatable({}, {__index = error, __len = error, __pairs = error, __tostring = error, __name = 1}), "\xff\xfe", nil, 0/0
