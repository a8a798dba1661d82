-- expect: ok ; waits of no time, of all time, and of things that are no time
if sleep then
  for _, v in ipairs{0, -0.0, -1, 0/0, -1/0, "0", " 0 ", "0x0", "x", {}, print, true, "\255", math.mininteger, 1e-300} do pcall(sleep, v) end
  pcall(sleep) pcall(sleep, nil) sleep(0, 1, 2, 3) sleep(table.unpack({0}, 1, 200))
  assert(not pcall(sleep, -1) and not pcall(sleep, "x") and not pcall(sleep))
end
