-- expect: ok ; every function of coroutine on coroutines in every state
local me = coroutine.running()
local dead, failed = coroutine.create(function() end), coroutine.create(error)
coroutine.resume(dead) coroutine.resume(failed)
local fresh, waiting = coroutine.create(print), coroutine.create(coroutine.yield)
coroutine.resume(waiting)
local normal
normal = coroutine.create(function()
  coroutine.wrap(function()
    for _, co in ipairs{me, dead, failed, fresh, waiting, normal, (coroutine.running())} do
      pcall(coroutine.close, co) pcall(coroutine.resume, co) pcall(coroutine.status, co) pcall(coroutine.isyieldable, co)
    end
  end)()
end)
assert(coroutine.resume(normal))
assert(not pcall(coroutine.yield) and not coroutine.resume(me) and not pcall(coroutine.close, me))
local own = coroutine.wrap(function() return coroutine.close((coroutine.running())) end)
assert(not pcall(own))
