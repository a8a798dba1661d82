-- expect: ok ; 5.4.0-5.4.7: up[a < b] indexes whatever an earlier call has left in the register, not up
local up, old = {}, {[true] = "old"}
local function leave() local a, b, c, d, e, f, g = old, old, old, old, old, old, old end
local function read(a, b) return up[a < b] end
local function write(a, b) up[a < b] = b end
for i = 1, 100 do
  leave() assert(read(i, 50) == nil)
  leave() assert(read(i, 500) == nil)
  leave() write(i, 500)
  assert(old[true] == "old" and up[true] == 500)
  up[true] = nil
end
