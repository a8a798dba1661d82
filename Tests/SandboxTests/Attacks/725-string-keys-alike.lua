-- expect: limit:cpu ; keys of long strings that differ in the end only
local base, t = ("x"):rep(4096), {}
while true do for i = 1, 2000 do t[base .. i] = i end t = {} end
