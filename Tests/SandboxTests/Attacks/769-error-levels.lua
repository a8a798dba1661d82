-- expect: ok ; errors with strange levels and values
for _, level in ipairs{0, 1, 2, 3, -1, 100, 1 << 31, -(1 << 31), (1 << 31) - 1, math.maxinteger, math.mininteger, 2.0} do
  pcall(error, "x", level) pcall(function() error("x", level) end) pcall(function() error(nil, level) end)
end
for _, v in ipairs{1, 1.5, true, {}, print, coroutine.create(print), "", ("x"):rep(1 << 16)} do
  local ok, e = pcall(error, v) assert(not ok and rawequal(e, v))
  local ok, e = xpcall(error, function(x) return x end, v) assert(rawequal(e, v))
end
assert(not pcall(error)) assert(not pcall(assert)) assert(not pcall(assert, false, {}))
