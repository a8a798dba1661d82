-- expect: ok ; pass a forged object where the host expects one of its own
local function forged(name) return setmetatable({}, {__name = name, __metatable = false, __index = print}) end
for _, f in ipairs{sleep or print, os and os.time or print, os and os.date or print} do
  for _, name in ipairs{"Pokemon", "FILE*", "host error", ("n"):rep(100000)} do
    local ok, message = pcall(f, forged(name))
    if not ok then assert(#tostring(message) < 10000 + 100000) end
  end
end
