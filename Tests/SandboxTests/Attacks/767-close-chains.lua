-- expect: ok ; closers that fail, yield, replace each other's error, or close what is being closed
local function closer(f) return setmetatable({}, {__close = f}) end
for _, f in ipairs{error, coroutine.yield, function() error({}) end, function(_, e) error(e) end, function() coroutine.close(coroutine.running()) end, pcall} do
  for n = 1, 3 do
    local co = coroutine.create(function()
      local a <close> = closer(f)
      local b <close> = nil
      local c <close> = closer(f)
      for i = 1, n do local d <close> = closer(f) if i == 2 then break end end
      goto out
      ::out::
      if n == 2 then error("own") end
      return coroutine.yield(1)
    end)
    for i = 1, 6 do coroutine.resume(co) end
    pcall(coroutine.close, co) pcall(coroutine.close, co)
  end
end
assert(not pcall(function() local x <close> = 42 end))
local ok = pcall(function() local x <close> = setmetatable({}, {__close = print}) getmetatable(x).__close = nil end)
