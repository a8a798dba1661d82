-- expect: limit:cpu ; message handlers that call what fails in message handlers
local function fail() error("x") end
local function handler(m) return select(2, xpcall(fail, function() return select(2, pcall(fail)) end)) end
while true do xpcall(fail, handler) xpcall(fail, error) xpcall(fail, coroutine.wrap(function() fail() end)) end
