-- expect: limit:cpu ; table.remove of the first of a table that says it is endless
pcall(table.remove, setmetatable({}, {__len = function() return 1 << 60 end}), 1)
while true do end
