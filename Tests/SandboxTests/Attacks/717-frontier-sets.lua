-- expect: limit:cpu ; sets so long that each character is looked up in kilobytes
local set = "[" .. ("b"):rep(1 << 16) .. "]"
local s = ("a"):rep(1 << 20)
while true do s:find(set) s:find("%f" .. set) end
