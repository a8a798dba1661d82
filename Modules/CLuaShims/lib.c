// The confined library. In C because each of these may raise an error, and most replace C functions
// that scripts call often.
//
// A replacement checks or changes its arguments and then calls the stock function as a plain C
// function, in its own frame: so the stock one's error messages name the right function and argument.
#include "lib.h"

#include <lua5.4/lauxlib.h>
#include <lua5.4/lualib.h>
#include <string.h>

#include "umbra_object.h"

// The same in every VM of the process.
static struct {
  _Atomic(lua_CFunction) format, load, setmetatable, collectgarbage, gmatch, gmatch_next;
} stock;

// ---- names of values

static void push_masked(lua_State *L, const char *kind, const void *address) {
  static const char digits[] = "0123456789abcdef";
  uint64_t mask = umbra_mask(umbra_vm_of(L), address);
  char text[13] = {0};
  for (int i = 0; i < 12; i++) text[i] = digits[mask >> (44 - 4 * i) & 15];
  if (kind) lua_pushfstring(L, "%s: %s", kind, text);
  else lua_pushstring(L, text);
}

static const char *kind_of(lua_State *L, int index) {
  int type = luaL_getmetafield(L, index, "__name");
  const char *kind = type == LUA_TSTRING ? lua_tostring(L, -1) : luaL_typename(L, index);
  if (type != LUA_TNIL) lua_pop(L, 1);  // the metatable keeps the string
  return kind;
}

const char *umbra_push_name(lua_State *L, int index, bool with_metamethods, size_t *length) {
  index = lua_absindex(L, index);
  if (with_metamethods && luaL_callmeta(L, index, "__tostring")) {
    if (!lua_isstring(L, -1)) luaL_error(L, "'__tostring' must return a string");
    return lua_tolstring(L, -1, length);
  }
  switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING:
      if (with_metamethods || lua_type(L, index) != LUA_TSTRING) return luaL_tolstring(L, index, length);
      lua_pushvalue(L, index);
      break;
    default: push_masked(L, kind_of(L, index), lua_topointer(L, index));
  }
  return lua_tolstring(L, -1, length);
}

static int base_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  umbra_push_name(L, 1, true, NULL);
  return 1;
}

// Puts the masked name of the argument in its place; for %p its bare mask.
static void mask_argument(lua_State *L, int argument, bool bare) {
  if (!bare) umbra_push_name(L, argument, true, NULL);
  else if (!lua_topointer(L, argument)) lua_pushliteral(L, "(null)");
  else push_masked(L, NULL, lua_topointer(L, argument));
  lua_replace(L, argument);
}

static bool shows_address(lua_State *L, int argument) {
  switch (lua_type(L, argument)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING: return false;
    default: return true;
  }
}

// The format with each `p` conversion made an `s`, in place of the first argument.
static void replace_pointers(lua_State *L, const char *format, size_t length) {
  luaL_Buffer buffer;
  char *copy = luaL_buffinitsize(L, &buffer, length);
  memcpy(copy, format, length);
  for (size_t i = 0; i + 1 < length; i++) {
    if (copy[i] != '%') continue;
    i++;
    i += strspn(copy + i, "-+ #0.123456789");
    if (i < length && copy[i] == 'p') copy[i] = 's';
  }
  luaL_pushresultsize(&buffer, length);
  lua_replace(L, 1);
}

static int string_format(lua_State *L) {
  size_t length;
  const char *format = luaL_checklstring(L, 1, &length), *end = format + length;
  int argument = 1, arguments = lua_gettop(L);
  bool has_pointers = false;
  for (const char *at = format; (at = memchr(at, '%', (size_t)(end - at))); at++) {
    at++;
    at += strspn(at, "-+ #0.123456789");
    if (at >= end) break;
    if (*at == '%') continue;
    if (++argument > arguments) break;
    if (*at == 'p') has_pointers = true;
    if (*at == 'p' || (*at == 's' && shows_address(L, argument)))
      mask_argument(L, argument, *at == 'p');
  }
  if (has_pointers) replace_pointers(L, format, length);
  return stock.format(L);
}

// ---- code and metatables

static int base_load(lua_State *L) {
  const char *mode = luaL_optstring(L, 3, "t");
  const char *allowed = strchr(mode, 't') ? "t" : "";
  if (lua_gettop(L) < 3) lua_settop(L, 3);
  lua_pushstring(L, allowed);
  lua_replace(L, 3);
  int results = stock.load(L);
  if (results == 1) umbra_lib_mend(L);
  return results;
}

static int base_setmetatable(lua_State *L) {
  if (lua_istable(L, 2)) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL)
      return luaL_argerror(L, 2, "'__gc' is not available to scripts");
    lua_pop(L, 1);
  }
  return stock.setmetatable(L);
}

static int base_collectgarbage(lua_State *L) {
  static const char *const allowed[] = {"collect", "count", "step", "isrunning"};
  const char *option = luaL_optstring(L, 1, "collect");
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
    if (strcmp(option, allowed[i]) == 0) return stock.collectgarbage(L);
  return luaL_argerror(L, 1, lua_pushfstring(L, "option '%s' is not available to scripts", option));
}

// ---- bugs of liblua 5.4.4 that can be kept away from here

// After "pattern too complex" the iterator's state is broken, and the next step overflows the C
// stack (fixed in 5.4.9). So an iterator that has failed stays failed.
static int gmatch_next(lua_State *L) {
  if (lua_toboolean(L, lua_upvalueindex(4)))
    return luaL_error(L, "an earlier step of this gmatch has failed");
  lua_pushboolean(L, 1);
  lua_replace(L, lua_upvalueindex(4));
  int results = stock.gmatch_next(L);
  lua_pushboolean(L, 0);
  lua_replace(L, lua_upvalueindex(4));
  return results;
}

static int string_gmatch(lua_State *L) {
  stock.gmatch(L);
  int iterator = lua_gettop(L);
  stock.gmatch_next = lua_tocfunction(L, iterator);
  for (int i = 1; i <= 3; i++) lua_getupvalue(L, iterator, i);
  lua_pushboolean(L, 0);
  lua_pushcclosure(L, gmatch_next, 4);
  return 1;
}

// ---- opening

lua_CFunction umbra_lib_replace(lua_State *L, const char *name, lua_CFunction function) {
  lua_getfield(L, -1, name);
  lua_CFunction before = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  if (function) lua_pushcfunction(L, function);
  else lua_pushnil(L);
  lua_setfield(L, -2, name);
  return before;
}

static void open_base(lua_State *L) {
  luaL_requiref(L, "_G", luaopen_base, 1);
  stock.load = umbra_lib_replace(L, "load", base_load);
  stock.setmetatable = umbra_lib_replace(L, "setmetatable", base_setmetatable);
  stock.collectgarbage = umbra_lib_replace(L, "collectgarbage", base_collectgarbage);
  umbra_lib_replace(L, "tostring", base_tostring);
  static const char *const removed[] = {"dofile", "loadfile", "warn", "print"};
  for (size_t i = 0; i < sizeof removed / sizeof *removed; i++) umbra_lib_replace(L, removed[i], NULL);
  lua_pop(L, 1);
}

static void open_string(lua_State *L) {
  luaL_requiref(L, "string", luaopen_string, 1);
  stock.format = umbra_lib_replace(L, "format", string_format);
  stock.gmatch = umbra_lib_replace(L, "gmatch", string_gmatch);
  umbra_lib_replace(L, "dump", NULL);
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 3);
}

// The threads are made here since making one may raise an error; the registry keeps them.
static lua_State *kept_thread(lua_State *L) {
  lua_State *thread = lua_newthread(L);
  luaL_ref(L, LUA_REGISTRYINDEX);
  return thread;
}

int umbra_body_open_libraries(lua_State *L) {
  umbra_vm *vm = umbra_vm_of(L);
  vm->shelf = kept_thread(L);
  vm->spare = kept_thread(L);
  open_base(L);
  open_string(L);
  luaL_requiref(L, "table", luaopen_table, 1);
  umbra_lib_replace_sort(L);
  umbra_lib_open_utf8(L);
  luaL_requiref(L, "math", luaopen_math, 1);
  umbra_lib_replace_random(L);
  umbra_lib_open_coroutine(L);
  umbra_body_open_objects(L);
  lua_settop(L, 0);
  return 0;
}
