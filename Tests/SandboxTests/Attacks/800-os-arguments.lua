-- expect: ok ; dates and times at the ends of all scales, and formats of every byte
if os then
  local ends = {0, -1, 1, 0/0, 1/0, -1/0, 2^53, 2^63, -2^63, 1e300, math.maxinteger, math.mininteger, 67768036191676799, 67768036191676800, -67768040609740801, "x", {}, "12", 1.5}
  for _, v in ipairs(ends) do
    pcall(os.date, "%c", v) pcall(os.date, "*t", v) pcall(os.date, "!%G %V %j %U", v) pcall(os.difftime, v, v)
    for _, field in ipairs{"year", "month", "day", "hour", "min", "sec", "isdst"} do
      local t = {year = 2000, month = 1, day = 1} t[field] = v
      pcall(os.time, t)
    end
  end
  for i = 0, 255 do pcall(os.date, "%" .. string.char(i)) pcall(os.date, "%E" .. string.char(i)) pcall(os.date, string.char(i):rep(100)) end
  pcall(os.date, ("%c"):rep(100000)) pcall(os.date, ("%"):rep(100001)) pcall(os.date, setmetatable({}, {__tostring = function() return "%c" end}))
  pcall(os.time, setmetatable({}, {__index = function(_, k) return 1 end}))
end
