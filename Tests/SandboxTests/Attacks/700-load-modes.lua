-- expect: ok ; every mode and reader that could let a binary chunk in
local header = "\27Lua\x54\0\x19\x93\r\n\x1a\n\4\8\8xV\0\0\0\0\0\0\0\0\0\0\0(w@\1"
for _, mode in ipairs{"b", "bt", "tb", "", "x", "bbbb", "t\0b"} do
  local f, message = load(header, "=c", mode)
  assert(f == nil and type(message) == "string", mode)
end
local parts = {"\27", "L", "ua", header:sub(5)}
local f = load(function() return table.remove(parts, 1) end, "=c", "bt")
assert(f == nil)
assert(not pcall(load, header, "=c", setmetatable({}, {__tostring = function() return "b" end})))
