-- expect: error ; host functions called where Lua's C functions have used up as much stack as they may
local calls = {
  function(down) return (("x"):rep(3000):gsub("x", down)) end,
  function(down) return table.concat(setmetatable({}, {__index = down, __len = function() return 3 end}), ",") end,
  function(down) return ("%s"):rep(50):format(setmetatable({}, {__tostring = down})) end,
  function(down) table.sort({3, 2, 1}, down) end,
  function(down) return load(down) end,
  function(down) return coroutine.wrap(down)() end,
  function(down) local x <close> = setmetatable({}, {__close = down}) end,
}
for _, call in ipairs(calls) do
  local depth = 0
  local function down()
    depth = depth + 1
    if os then os.clock() os.date() end
    if print then print(depth) end
    return call(down)
  end
  pcall(down)
  assert(depth > 5)
end
error("end reached")
