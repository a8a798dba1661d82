// math.random and math.randomseed (Lua manual, section 6.7), with the state in the VM: Lua's own is
// part of the image, so every script would see the same numbers, and its randomseed() answers with
// an address. In C because scripts call it in inner loops.
//
// The generator is xoshiro256** (Blackman and Vigna), as in Lua, so that a seed gives the numbers that
// it gives elsewhere.
#include <lua5.4/lauxlib.h>

#include "lib.h"

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static uint64_t next(uint64_t s[4]) {
  uint64_t result = ROTATE(s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3];
  s[2] ^= t;
  s[3] = ROTATE(s[3], 45);
  return result;
}

static void seed(umbra_vm *vm, uint64_t first, uint64_t second) {
  uint64_t *s = vm->random;
  s[0] = first, s[1] = 0xff, s[2] = second, s[3] = 0;
  for (int i = 0; i < 16; i++) next(s);
}

// A number in [0, most], each equally likely: takes numbers of as many bits until one is not above.
static uint64_t project(uint64_t number, uint64_t most, uint64_t s[4]) {
  if ((most & (most + 1)) == 0) return number & most;
  uint64_t mask = UINT64_MAX >> __builtin_clzll(most);
  while ((number &= mask) > most) number = next(s);
  return number;
}

static int math_random(lua_State *L) {
  uint64_t *s = umbra_vm_of(L)->random, number = next(s);
  lua_Integer low = 1, high;
  switch (lua_gettop(L)) {
    case 0:
      lua_pushnumber(L, (lua_Number)(number >> 11) * 0x1p-53);
      return 1;
    case 1:
      high = luaL_checkinteger(L, 1);
      if (high == 0) {
        lua_pushinteger(L, (lua_Integer)number);
        return 1;
      }
      break;
    case 2:
      low = luaL_checkinteger(L, 1);
      high = luaL_checkinteger(L, 2);
      break;
    default: return luaL_error(L, "wrong number of arguments");
  }
  luaL_argcheck(L, low <= high, 1, "interval is empty");  // of 1, as in lmathlib.c
  number = project(number, (uint64_t)high - (uint64_t)low, s);
  lua_pushinteger(L, (lua_Integer)(number + (uint64_t)low));
  return 1;
}

static int math_randomseed(lua_State *L) {
  umbra_vm *vm = umbra_vm_of(L);
  lua_Integer first, second;
  if (lua_isnone(L, 1)) {
    first = (lua_Integer)next(vm->random);
    second = (lua_Integer)next(vm->random);
  } else {
    first = luaL_checkinteger(L, 1);
    second = luaL_optinteger(L, 2, 0);
  }
  seed(vm, (uint64_t)first, (uint64_t)second);
  lua_pushinteger(L, first);
  lua_pushinteger(L, second);
  return 2;
}

void umbra_lib_replace_random(lua_State *L) {
  lua_pushcfunction(L, math_random);
  lua_setfield(L, -2, "random");
  lua_pushcfunction(L, math_randomseed);
  lua_setfield(L, -2, "randomseed");
}

void umbra_vm_seed(umbra_vm *vm, const uint64_t material[4]) {
  seed(vm, material[0], material[1]);
  vm->mask_key[0] = material[2];
  vm->mask_key[1] = material[3];
}
