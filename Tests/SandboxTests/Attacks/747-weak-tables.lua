-- expect: limit:memory ; ephemerons whose values hold their keys, strongly somewhere else
local strong, weak = {}, setmetatable({}, {__mode = "k"})
while true do
  local key = {}
  weak[key] = {key, ("x"):rep(200) .. #strong}
  strong[#strong + 1] = key
end
