-- expect: limit:memory ; a short source whose constants and lines take much memory
local kept = {}
while true do
  kept[#kept + 1] = load("return function() local a <const> = {" .. ("{{}},"):rep(2000) .. "} return a end")
end
