-- expect: limit:cpu ; a function with thousands of labels and gotos to them
local parts = {}
for i = 1, 8000 do parts[#parts + 1] = "do goto l" .. i .. " end ::l" .. i .. "::" end
local source = table.concat(parts, "\n")
while true do load(source) end
