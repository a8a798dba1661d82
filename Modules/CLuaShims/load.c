// Compiles scripts, inside Lua. In C because luaL_loadbufferx may raise a Lua error.
#include <lua5.4/lauxlib.h>

#include "lib.h"
#include "umbra_vm.h"

int umbra_body_load(lua_State *L) {
  const umbra_chunk *chunk = lua_touserdata(L, -1);
  lua_settop(L, 0);  // of this function's own frame
  // "t": binary chunks are unsafe by design (Lua manual, section 6.1, load).
  if (luaL_loadbufferx(L, chunk->text, chunk->length, chunk->name, "t") != LUA_OK)
    return lua_error(L);
  umbra_lib_mend(L);
  return 1;
}

int umbra_body_load_and_call(lua_State *L) {
  umbra_body_load(L);
  lua_call(L, 0, LUA_MULTRET);
  return lua_gettop(L);
}
