-- expect: limit:memory ; the message handler of a memory error takes more memory
local function grow() local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end end
while true do xpcall(grow, grow) end
