-- expect: limit:cpu ; each pass closes a variable whose closer starts the next loop
local function loop()
  local c <close> = setmetatable({}, {__close = function() while true do end end})
  error("x")
end
while true do pcall(loop) end
