-- expect: ok ; positions and code points at the ends of the scale
local ends = {math.mininteger, -1 << 31, -5, -1, 0, 1, 5, 6, 1 << 31, math.maxinteger}
for _, i in ipairs(ends) do
  for _, j in ipairs(ends) do
    pcall(utf8.codepoint, "aé\u{7FFFFFFF}", i, j) pcall(utf8.len, "a\xff", i, j, true)
    pcall(utf8.offset, "a\xbf\xbfx", i, j) pcall(utf8.char, i, j)
  end
end
for _, s in ipairs{"\xf4\x90\x80\x80", "\xed\xa0\x80", "\xc0\x80", "\xfe", "\xff\xbf\xbf\xbf\xbf\xbf"} do
  pcall(utf8.codepoint, s, 1, -1, true) pcall(function() for _ in utf8.codes(s, true) do end end)
end
