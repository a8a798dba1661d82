-- expect: ok ; chunk names and identifiers so long, or so strange, that messages are cut
for _, name in ipairs{("x"):rep(1 << 20), "=" .. ("y"):rep(1 << 20), "@" .. ("z"):rep(1 << 20), "\0", "=\0\n", "@", "=", "\n\n", "[string"} do
  local _, message = load("x = = 1", name)
  assert(type(message) == "string" and #message < 500)
  local ok, thrown = pcall(load("error('m')", name))
  assert(not ok and #thrown < 500)
end
local id = ("i"):rep(1 << 18)
local _, message = load(id .. " = = 1") assert(#message < 1 << 19)
pcall(load("local " .. id .. " = nil return " .. id .. ".x")) pcall(load("return " .. id .. "." .. id))
