-- expect: ok ; lengths inside the data that reach over its end, or over the address space
for _, size in ipairs{"s1", "s2", "s4", "s8", "s16"} do
  for _, order in ipairs{"<", ">", "!16"} do
    pcall(string.unpack, order .. size, ("\255"):rep(16) .. "x")
    pcall(string.unpack, order .. size, ("\127"):rep(8) .. ("\255"):rep(8))
  end
end
for _, position in ipairs{math.mininteger, math.maxinteger, -1, 0, 17, 1 << 31, 1 << 32} do
  pcall(string.unpack, "z", ("x"):rep(16), position)
  pcall(string.unpack, "i8s4c2147483647", ("x"):rep(16), position)
end
assert(not pcall(string.pack, "i17", 1))
assert(not pcall(string.packsize, ("c2147483647"):rep(4)))
