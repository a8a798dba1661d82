-- expect: ok ; reach the metatables that all strings, functions or numbers share
for _, value in ipairs{"", 1, 1.5, true, print, coroutine.create(print)} do
  local mt = getmetatable(value)
  assert(type(mt) ~= "table", type(value))
  assert(not pcall(setmetatable, value, {}))
end
assert(debug == nil or (debug.getmetatable == nil and debug.sethook == nil and debug.getregistry == nil
  and debug.upvalueid == nil and debug.getinfo == nil and debug.setuservalue == nil and debug.getlocal == nil))
