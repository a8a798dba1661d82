-- expect: limit:cpu ; compare strings that are one zero after the other
local a, b = ("\0"):rep(1 << 22) .. "a", ("\0"):rep(1 << 22) .. "b"
while true do local x = a < b end
