-- expect: error ; 5.4.0-5.4.6: the message about a field at the end of a long chain recurses once a field (C stack overflow)
local t = {}
t.a = t
local f = load("local t = ... return t" .. (".a"):rep(40000) .. ".b.c")
f(t)
