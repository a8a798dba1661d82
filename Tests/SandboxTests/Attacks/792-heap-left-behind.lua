-- expect: isolated ; leave a full heap, a collector in the middle and a weak table in use
-- then: local t = {} for i = 1, 100000 do t[i] = {i} end collectgarbage() assert(#t == 100000 and t[5][1] == 5)
-- then: assert(collectgarbage("count") < 40000)
pcall(collectgarbage, "generational") pcall(collectgarbage, "stop") pcall(collectgarbage, "incremental", 1000, 1, 30)
local keep = setmetatable({}, {__mode = "k"})
while true do local t = {} keep[t] = {t, ("x"):rep(100)} pcall(collectgarbage, "step", 1) end
