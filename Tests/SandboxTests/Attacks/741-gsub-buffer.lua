-- expect: limit:memory ; one gsub whose buffer grows and grows
local piece = ("x"):rep(1 << 16)
return #("a"):rep(1 << 16):gsub("a", function() return piece end)
