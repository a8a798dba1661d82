// Where an error happened. In C because message handlers run inside Lua.
#include <lua5.4/lauxlib.h>

#include "run.h"
#include "umbra_vm.h"

static const char traceback_key;

void umbra_keep_traceback(lua_State *L, lua_State *of, int level) {
  if (of) luaL_traceback(L, of, NULL, level);
  else lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
}

int umbra_keep_own_traceback(lua_State *L) {
  umbra_keep_traceback(L, L, 1);
  return 1;
}

void umbra_push_traceback(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_key); }
