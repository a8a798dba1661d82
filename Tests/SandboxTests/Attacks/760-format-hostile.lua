-- expect: ok ; conversions that do not exist, are too long, or lie about their argument
for _, format in ipairs{"%", "%y", "%100d", "%.100f", "%#+ -0d", "%-#5.99999s", "%$1s", "%l", "%hhd", "%q%", "%5q", "%\0d", "%c%n", "%ls", "%I64d", "%*d"} do
  pcall(string.format, format, 1, 2, 3)
  pcall(string.format, format, {}, print, "x\0y")
  pcall(string.format, format)
end
for _, v in ipairs{2^53, -2^63, 1/0, 0/0, math.mininteger} do
  for c in ("diuoxXcaAeEfFgGqs"):gmatch(".") do pcall(string.format, "%" .. c, v) pcall(string.format, "%+-99.99" .. c, v) end
end
