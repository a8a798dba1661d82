-- expect: limit:cpu ; table.move over a huge range of nothing
table.move({}, 1, 1 << 60, 2)
while true do end
