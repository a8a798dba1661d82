-- expect: limit:cpu ; long formats, again and again
local format = ("%99.99f"):rep(50)
local numbers = {}
for i = 1, 50 do numbers[i] = 1.7976931348623157e308 end
while true do string.format(format, table.unpack(numbers)) end
