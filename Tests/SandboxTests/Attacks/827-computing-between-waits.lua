-- expect: limit:cpu ; computes for less than a tick between two waits, so that no tick need ever meet it
if not sleep then while true do end end
while true do
  for i = 1, 20000 do end
  sleep(0)
end
