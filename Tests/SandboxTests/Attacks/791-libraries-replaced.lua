-- expect: isolated ; replace the libraries' functions by ones that never return
-- then: assert(("x"):rep(3) == "xxx" and table.concat{1, 2} == "12" and math.floor(1.5) == 1 and utf8.char(65) == "A")
-- then: assert(coroutine.wrap(function() return 1 end)() == 1 and (not os or type(os.time()) == "number"))
local function endless() while true do end end
for _, library in pairs{string, table, math, utf8, coroutine, os} do for k in pairs(library) do library[k] = endless end end
