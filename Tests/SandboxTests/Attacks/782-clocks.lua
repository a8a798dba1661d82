-- expect: ok ; clocks that are fine enough to measure the host
if os then
  local steps = 0
  local last = os.clock()
  for i = 1, 20000 do local now = os.clock() if now ~= last then steps = steps + 1 last = now end end
  assert(steps < 100, "os.clock has steps finer than milliseconds: " .. steps)
  assert(os.getenv == nil and os.tmpname == nil and os.setlocale == nil)
  assert(os.date("!%Z %z") == "UTC +0000" or os.date("%z") == "+0000")
end
