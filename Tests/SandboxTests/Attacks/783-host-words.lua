-- expect: ok ; messages of the host's functions name nothing of the host
local words = {}
for name, f in pairs(_G) do
  if type(f) == "function" and name ~= "print" and name ~= "say" then
    for _, v in ipairs{{}, print, "\255", 0/0, true} do local ok, e = pcall(f, v, v) words[#words + 1] = tostring(e) end
  end
end
local all = table.concat(words, "\n")
assert(not all:find("%.swift") and not all:find("Swift") and not all:find("/work") and not all:find("/root") and not all:find("0x%x%x%x%x%x%x%x"))
