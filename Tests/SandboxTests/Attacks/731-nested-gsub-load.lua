-- expect: error ; gsub in gsub in load in load ...
local function dive() return (("x"):gsub("x", function() return load(function() dive() end) and "" end)) end
assert(not pcall(error))
local depth = 0
local function down() depth = depth + 1 return (("x"):gsub("x", down)) end
return down()
