-- expect: ok ; what is between the numbers that pack writes
for i = 1, 1000 do
  local s = string.pack("!16 i1 !16 i16 i1 Xi16 c7 z", 1, 2, 3, "ab", "x")
  assert(s:sub(2, 16) == ("\0"):rep(15))
  assert(not s:sub(-9):find("[^ab\0x]"))
end
local s = string.rep("\0", 1 << 16) assert(not s:find("[^\0]"))
