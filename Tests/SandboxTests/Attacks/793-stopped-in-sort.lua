-- expect: isolated ; be stopped in the middle of a sort, a gsub and a load, one inside the other
-- then: local t = {3, 1, 2} table.sort(t) assert(t[1] == 1 and ("abc"):gsub("%w", "%0%0") == "aabbcc" and load("return 1")() == 1)
load(function() ("abc"):gsub(".", function() table.sort({3, 2, 1}, function() while true do end end) end) end)
