-- expect: limit:cpu ; a closing value's metamethod waits, and then does not end
pcall(function()
  local x <close> = setmetatable({}, {__close = function() sleep(0.1) while true do end end})
  error('x')
end)
