// utf8.codes (Lua manual, section 6.5). In C because it may raise an error, and scripts call it often.
//
// liblua 5.4.4 passes over bytes that continue a character where one has to begin (fixed in 5.4.5).
#include <lua5.4/lauxlib.h>
#include <lua5.4/lualib.h>

#include "lib.h"

// The same in every VM of the process.
static struct {
  _Atomic(lua_CFunction) codes, next_strict, next_lax;
} stock;

static const char invalid[] = "invalid UTF-8 code";

static bool continues(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// How many bytes its character has, as its first byte tells: as many as there are ones ahead, or one.
static int length_of(unsigned char first) { return first < 0x80 ? 1 : __builtin_clz(~first << 24); }

static int next_code(lua_State *L, lua_CFunction next) {
  int results = next(L);
  if (results == 0) return 0;
  const unsigned char *at = (const unsigned char *)lua_tostring(L, 1) + lua_tointeger(L, -2) - 1;
  if (continues(at[length_of(*at)])) return luaL_error(L, "%s", invalid);
  return results;
}

static int next_strict(lua_State *L) { return next_code(L, stock.next_strict); }
static int next_lax(lua_State *L) { return next_code(L, stock.next_lax); }

static int utf8_codes(lua_State *L) {
  bool lax = lua_toboolean(L, 2);
  luaL_argcheck(L, !continues((unsigned char)*luaL_checkstring(L, 1)), 1, invalid);
  int results = stock.codes(L);
  lua_CFunction next = lua_tocfunction(L, -results);
  if (lax) stock.next_lax = next;
  else stock.next_strict = next;
  lua_pushcfunction(L, lax ? next_lax : next_strict);
  lua_replace(L, -results - 1);
  return results;
}

void umbra_lib_open_utf8(lua_State *L) {
  luaL_requiref(L, "utf8", luaopen_utf8, 1);
  stock.codes = umbra_lib_replace(L, "codes", utf8_codes);
  lua_pop(L, 1);
}
