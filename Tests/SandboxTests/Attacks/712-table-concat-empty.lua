-- expect: limit:cpu ; table.concat of endless empty strings
pcall(table.concat, setmetatable({}, {__len = function() return 1 << 60 end, __index = function() return "" end}))
while true do end
