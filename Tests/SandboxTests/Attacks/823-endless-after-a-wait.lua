-- expect: limit:cpu ; the time slices go on after a wait that let the thread rest
sleep(0.1)
while true do end
