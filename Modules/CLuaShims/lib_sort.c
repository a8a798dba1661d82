// table.sort (Lua manual, section 6.6) of numbers without a comparator. In C because the stock function
// spends its time between the C API's calls, at which Swift would be no faster.
//
// An array of integers alone, or of floats alone, has one sorted order, however it is found; so it
// is sorted outside of the table, by radix. Everything else is the stock function's: short arrays,
// mixed ones, NaN (for which `<` is no order), both zeros (which are equal, yet can be told apart),
// tables with a metatable.
#include <lua5.4/lauxlib.h>
#include <string.h>

#include "lib.h"

static _Atomic(lua_CFunction) stock_sort;

#define SIGN ((uint64_t)1 << 63)
// Shorter arrays are not worth it; longer ones do not fit the counts.
#define LEAST 64
#define MOST ((lua_Unsigned)1 << 31)

// Keys are numbers' bits, changed so that they are in order as unsigned ones.

static uint64_t key_of_float(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits & SIGN ? ~bits : bits | SIGN;
}

static double float_of_key(uint64_t key) {
  uint64_t bits = key & SIGN ? key & ~SIGN : ~key;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// ---- the array

// False where something else than integers is in it.
static bool read_integers(lua_State *L, uint64_t *keys, lua_Integer count) {
  for (lua_Integer i = 0; i < count; i++) {
    lua_rawgeti(L, 1, i + 1);
    if (!lua_isinteger(L, -1)) return false;
    keys[i] = (uint64_t)lua_tointeger(L, -1) ^ SIGN;
    lua_pop(L, 1);
  }
  return true;
}

// False where something else than floats is in it, a NaN, or zeros of both signs.
static bool read_floats(lua_State *L, uint64_t *keys, lua_Integer count) {
  bool has_zero[2] = {false, false};
  for (lua_Integer i = 0; i < count; i++) {
    if (lua_rawgeti(L, 1, i + 1) != LUA_TNUMBER || lua_isinteger(L, -1)) return false;
    double value = lua_tonumber(L, -1);
    if (value != value) return false;
    keys[i] = key_of_float(value);
    if (value == 0) has_zero[keys[i] >> 63] = true;
    lua_pop(L, 1);
  }
  return !has_zero[0] || !has_zero[1];
}

// Raises nothing and allocates nothing: every index is there already.
static void write(lua_State *L, const uint64_t *keys, lua_Integer count, bool is_integer) {
  for (lua_Integer i = 0; i < count; i++) {
    if (is_integer) lua_pushinteger(L, (lua_Integer)(keys[i] ^ SIGN));
    else lua_pushnumber(L, float_of_key(keys[i]));
    lua_rawseti(L, 1, i + 1);
  }
}

// ---- sorting

// By one byte, from the least significant one up. False where all keys have the same.
static bool sort_by_byte(const uint64_t *from, uint64_t *to, uint32_t count, int shift) {
  uint32_t places[256] = {0};
  for (uint32_t i = 0; i < count; i++) places[from[i] >> shift & 255]++;
  if (places[from[0] >> shift & 255] == count) return false;
  uint32_t place = 0;
  for (int byte = 0; byte < 256; byte++) {
    uint32_t here = places[byte];
    places[byte] = place;
    place += here;
  }
  for (uint32_t i = 0; i < count; i++) to[places[from[i] >> shift & 255]++] = from[i];
  return true;
}

// Returns which of the two has the result.
static uint64_t *sort_keys(uint64_t *keys, uint64_t *other, uint32_t count) {
  for (int shift = 0; shift < 64; shift += 8) {
    if (!sort_by_byte(keys, other, count, shift)) continue;
    uint64_t *sorted = other;
    other = keys;
    keys = sorted;
  }
  return keys;
}

// False where it is the stock function's; the table is then as it was.
static bool sort_numbers(lua_State *L, uint64_t *keys, lua_Integer count) {
  bool is_integer = lua_rawgeti(L, 1, 1) == LUA_TNUMBER && lua_isinteger(L, -1);
  bool is_ours = is_integer ? read_integers(L, keys, count) : read_floats(L, keys, count);
  lua_settop(L, 2);
  if (is_ours) write(L, sort_keys(keys, keys + count, (uint32_t)count), count, is_integer);
  return is_ours;
}

static bool is_plain(lua_State *L) {
  if (!lua_istable(L, 1) || !lua_isnoneornil(L, 2)) return false;
  lua_settop(L, 2);
  if (!lua_getmetatable(L, 1)) return true;
  lua_pop(L, 1);
  return false;
}

static int table_sort(lua_State *L) {
  if (!is_plain(L)) return stock_sort(L);
  lua_Unsigned count = lua_rawlen(L, 1);
  if (count < LEAST || count >= MOST) return stock_sort(L);
  // From the arena itself: Lua's allocator would end the script where there is no room, and the
  // stock function needs none. Nothing can raise an error before it is given back.
  umbra_arena *arena = umbra_vm_of(L)->arena;
  size_t size = 2 * count * sizeof(uint64_t);
  uint64_t *keys = umbra_arena_realloc(arena, NULL, 0, size);
  if (!keys) return stock_sort(L);
  bool is_done = sort_numbers(L, keys, (lua_Integer)count);
  umbra_arena_realloc(arena, keys, size, 0);
  return is_done ? 0 : stock_sort(L);
}

void umbra_lib_replace_sort(lua_State *L) {
  stock_sort = umbra_lib_replace(L, "sort", table_sort);
}
