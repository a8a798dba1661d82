-- expect: ok ; the host copies arguments: it must not keep or grow with them
local t = {}
for i = 1, 20000 do t[i] = {i, tostring(i)} end
if sleep then for i = 1, 30 do assert(not pcall(sleep, t)) assert(not pcall(sleep, ("x"):rep(1 << 20))) end end
