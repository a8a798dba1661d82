-- expect: ok ; yield inside metamethods, iterators, comparators, gsub, pcall, load, closers
local y = coroutine.yield
local m = {__index = y, __newindex = y, __add = y, __lt = y, __eq = y, __concat = y, __len = y, __call = y, __tostring = y, __close = y, __pairs = y, __unm = y}
local o, p = setmetatable({}, m), setmetatable({}, m)
local bodies = {
  function() return o.x end, function() o.x = 1 end, function() return o + 1 end, function() return o < p end,
  function() return o == p end, function() return o .. "x" end, function() return #o end, function() return o(1) end,
  function() return tostring(o) end, function() local c <close> = o end, function() for _ in pairs(o) do end end,
  function() table.sort({3, 2, 1}, y) end, function() return (("abc"):gsub(".", y)) end, function() load(y) end,
  function() pcall(y) xpcall(y, y) error(y) end, function() xpcall(error, y) end, function() return select(-1, y()) end,
  function() for i in y do return i end end, function() local c <close> = o error("x") end, function() return table.concat(o) end,
}
for _, body in ipairs(bodies) do
  local co = coroutine.create(body)
  for i = 1, 5 do coroutine.resume(co, nil, 1) end
  coroutine.close(co)
end
