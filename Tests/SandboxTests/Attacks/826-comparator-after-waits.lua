-- expect: limit:cpu ; the slices go on after a comparator, called by a C function, has waited
table.sort({3, 2, 1, 4, 5}, function(a, b) sleep(0.05) return a < b end)
while true do pcall(error) end
