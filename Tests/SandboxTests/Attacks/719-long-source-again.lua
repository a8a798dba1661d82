-- expect: limit:cpu ; the parser kept busy: comments, long strings, constants
local source = "--" .. ("x"):rep(1 << 20) .. "\nreturn [==[" .. ("]="):rep(1 << 18) .. "]==]"
while true do load(source) end
