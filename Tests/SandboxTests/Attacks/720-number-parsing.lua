-- expect: limit:cpu ; numerals of a megabyte
local digits, hex = ("9"):rep(190), "0x" .. ("f"):rep(1 << 20)
while true do tonumber(digits) tonumber(hex) tonumber(("1"):rep(1 << 16), 36) load("return " .. hex) end
