-- expect: limit:cpu ; pack and unpack with formats of a megabyte
local format = ("!16 >i16 <i1 =Xi8 "):rep(1 << 15)
while true do pcall(string.packsize, format) pcall(string.unpack, format, ("x"):rep(1 << 16)) end
