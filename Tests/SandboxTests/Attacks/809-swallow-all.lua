-- expect: limit:cpu ; catch everything around everything, in coroutines, forever
local function go() while true do if sleep then sleep(0) end end end
while true do
  pcall(coroutine.wrap(function() pcall(pcall, go) xpcall(go, go) local c <close> = setmetatable({}, {__close = go}) go() end))
end
