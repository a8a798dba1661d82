-- expect: limit:memory ; one chain of tables and closures, as deep as memory goes
local list
while true do local rest = list list = {function() return rest end, setmetatable({rest}, {__index = rest})} end
