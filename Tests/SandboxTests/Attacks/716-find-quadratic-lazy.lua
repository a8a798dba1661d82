-- expect: limit:cpu ; lazy and possessive patterns that look at everything from everywhere
local s = ("a"):rep(1 << 20)
while true do s:find(".-b") s:find("%f[b]") s:match("^(.-)%1b") s:gsub("a-b", "") end
