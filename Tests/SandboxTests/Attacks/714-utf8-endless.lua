-- expect: limit:cpu ; utf8 functions over a long string, in C
local s = ("\u{10FFFF}"):rep(1 << 20)
while true do utf8.len(s) utf8.offset(s, utf8.len(s)) for p, c in utf8.codes(s) do end end
