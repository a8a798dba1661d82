-- expect: limit:memory ; suspended coroutines without end
local list = {}
while true do
  local co = coroutine.create(function(...) local c <close> = setmetatable({}, {__close = print}) coroutine.yield(...) end)
  coroutine.resume(co, ("x"):rep(100))
  list[#list + 1] = co
end
