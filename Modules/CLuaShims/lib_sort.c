// table.sort (Lua manual, section 6.6). In C because the stock function spends its time between the C
// API's calls, at which Swift would be no faster.
//
// Without a comparator, an array of integers alone, or of floats alone, has one sorted order, however
// it is found; so it is sorted outside of the table, by radix.
//
// With a comparator the calls of it are what takes the time, and a merge sort needs a fifth fewer than
// the stock function's quicksort, and far fewer where parts are in order already. It sorts the elements'
// places and moves the elements at the end, so a comparator that fails leaves the table as it was. A
// comparator that is no order, as `<=`, is no error; with one that is, equal elements keep their order.
// But these are no promises, since not all arrays come here.
//
// Everything else is the stock function's: short arrays, tables with a metatable, arrays beside which
// there is no room; without a comparator mixed arrays, NaN (for which `<` is no order), both zeros
// (which are equal, yet can be told apart).
#include <lua5.4/lauxlib.h>
#include <string.h>

#include "lib.h"

static _Atomic(lua_CFunction) stock_sort;

// Shorter arrays are not worth it; longer ones do not fit the counts.
#define LEAST 64
#define MOST ((lua_Unsigned)1 << 31)

// ---- numbers, by radix

#define SIGN ((uint64_t)1 << 63)

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

// False where nothing was done.
static bool sort_by_radix(lua_State *L, lua_Unsigned count) {
  // From the arena itself: Lua's allocator would end the script where there is no room, and the
  // stock function needs none. Nothing can raise an error before it is given back.
  umbra_arena *arena = umbra_vm_of(L)->arena;
  size_t size = 2 * count * sizeof(uint64_t);
  uint64_t *keys = umbra_arena_realloc(arena, NULL, 0, size);
  if (!keys) return false;
  bool is_done = sort_numbers(L, keys, (lua_Integer)count);
  umbra_arena_realloc(arena, keys, size, 0);
  return is_done;
}

// ---- anything, by a comparator

typedef struct {
  lua_State *L;  // with the table, the comparator, and what holds the places
  uint32_t *spare;  // room for half of them
} sorting;

// Whether the element at the first place comes before the other.
static bool is_less(const sorting *sorting, uint32_t first, uint32_t second) {
  lua_State *L = sorting->L;
  lua_pushvalue(L, 2);
  lua_rawgeti(L, 1, (lua_Integer)first + 1);
  lua_rawgeti(L, 1, (lua_Integer)second + 1);
  lua_call(L, 2, 1);
  bool answer = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return answer;
}

// Of two sorted halves one.
static void merge(const sorting *sorting, uint32_t *places, uint32_t half, uint32_t count) {
  uint32_t *left = sorting->spare, *right = places + half, *to = places;
  const uint32_t *left_end = left + half, *right_end = places + count;
  memcpy(left, places, half * sizeof *left);
  while (left < left_end && right < right_end)
    *to++ = is_less(sorting, *right, *left) ? *right++ : *left++;
  memcpy(to, left, (size_t)(left_end - left) * sizeof *left);
}

static void sort_places(const sorting *sorting, uint32_t *places, uint32_t count) {
  if (count < 2) return;
  uint32_t half = count / 2;
  sort_places(sorting, places, half);
  sort_places(sorting, places + half, count - half);
  // Asking costs little in longer parts, and saves a lot where they are in order.
  if (count > 16 && !is_less(sorting, places[half], places[half - 1])) return;
  merge(sorting, places, half, count);
}

// Moves to each place what lies at the place that `places` has there, along the cycles that this
// makes, one element out of the table at a time.
static void move_elements(lua_State *L, uint32_t *places, uint32_t count) {
  for (uint32_t start = 0; start < count; start++) {
    if (places[start] == start) continue;
    lua_rawgeti(L, 1, (lua_Integer)start + 1);
    uint32_t to = start, from;
    while ((from = places[to]) != start) {
      lua_rawgeti(L, 1, (lua_Integer)from + 1);
      lua_rawseti(L, 1, (lua_Integer)to + 1);
      places[to] = to;
      to = from;
    }
    places[to] = to;
    lua_rawseti(L, 1, (lua_Integer)to + 1);
  }
}

// Lua's allocator would end the script where there is no room, and the stock function needs none. Several
// times as much has to be free, since the comparator needs some too.
static bool has_room(lua_State *L, size_t size) {
  return umbra_arena_has_room(umbra_vm_of(L)->arena, 4 * size + ((size_t)64 << 10));
}

// False where nothing was done. The places are Lua's to free, as the comparator may raise an error. It
// may also do to the table what it likes: then the elements that are left are in some order.
static bool sort_by_comparator(lua_State *L, uint32_t count) {
  size_t size = (count + count / 2) * sizeof(uint32_t);
  if (!has_room(L, size)) return false;
  uint32_t *places = lua_newuserdatauv(L, size, 0);
  for (uint32_t place = 0; place < count; place++) places[place] = place;
  sort_places(&(sorting){.L = L, .spare = places + count}, places, count);
  move_elements(L, places, count);
  return true;
}

// ---- which

static bool is_plain(lua_State *L) {
  if (!lua_istable(L, 1) || !(lua_isnoneornil(L, 2) || lua_isfunction(L, 2))) return false;
  lua_settop(L, 2);
  if (!lua_getmetatable(L, 1)) return true;
  lua_pop(L, 1);
  return false;
}

static int table_sort(lua_State *L) {
  if (!is_plain(L)) return stock_sort(L);
  lua_Unsigned count = lua_rawlen(L, 1);
  if (count < LEAST || count >= MOST) return stock_sort(L);
  bool is_done = lua_isnil(L, 2) ? sort_by_radix(L, count) : sort_by_comparator(L, (uint32_t)count);
  return is_done ? 0 : stock_sort(L);
}

void umbra_lib_replace_sort(lua_State *L) {
  stock_sort = umbra_lib_replace(L, "sort", table_sort);
}
