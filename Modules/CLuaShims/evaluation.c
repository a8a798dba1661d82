// See umbra_evaluation.h. In C because hooks and message handlers run inside Lua, and since what they
// call may raise a Lua error.
#include <lua5.4/lauxlib.h>

#include "lib.h"
#include "umbra_evaluation.h"
#include "umbra_message.h"
#include "umbra_object.h"
#include "umbra_tick.h"

void umbra_vm_outlive_stops(umbra_vm *vm, uint64_t patience) { vm->patience = patience; }

// Runs between two instructions.
static void at_instruction(lua_State *L, lua_Debug *event) {
  (void)event;
  umbra_vm *vm = umbra_vm_of(L);
  if (vm->stop != UMBRA_STOP_NONE) umbra_leave_for_good(vm, vm->stop);
  umbra_vm_hook(vm, L);  // was set for an earlier evaluation, in a coroutine that it left suspended
}

// lua_sethook is made for signal handlers (manual, section 4.7; lua.c does the same). Called at each
// tick, since another thread may run by now.
bool umbra_stop_waits(umbra_vm *vm) {
  if (vm->patience == 0) return false;
  if (vm->patience_end == 0) vm->patience_end = vm->cpu + vm->patience;
  if (vm->cpu >= vm->patience_end) return false;
  lua_sethook(vm->running, at_instruction, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
  return true;
}

bool umbra_vm_recover(umbra_vm *vm) {
  if (vm->torn) return false;
  if (vm->depth == 0) umbra_message_recycle(vm);
  vm->stop = UMBRA_STOP_NONE;
  vm->patience_end = 0;
  vm->closing = 0;
  vm->refused = false;
  return true;
}

// The message handler; as lua.c's, an error that tells of itself needs no traceback.
static int explain(lua_State *L) {
  umbra_keep_traceback(L, L, 1);
  if (lua_type(L, 1) == LUA_TSTRING || umbra_object_at(L, 1)) return 1;
  if (!luaL_callmeta(L, 1, "__tostring") || lua_type(L, -1) != LUA_TSTRING) {
    lua_settop(L, 1);
    return 1;
  }
  umbra_keep_traceback(L, NULL, 0);
  return 1;
}

static void show(lua_State *L, int first) {
  int count = lua_gettop(L) - first + 1;
  if (count == 0) return;
  luaL_checkstack(L, count + LUA_MINSTACK, "too many results to print");
  lua_getglobal(L, "print");
  for (int i = 0; i < count; i++) lua_pushvalue(L, first + i);
  if (lua_pcall(L, count, 0, 0) == LUA_OK) return;
  const char *message = lua_isstring(L, -1) ? lua_tostring(L, -1) : luaL_typename(L, -1);
  luaL_error(L, "error calling 'print' (%s)", message);
}

int umbra_body_evaluate(lua_State *L) {
  const umbra_chunk *chunk = lua_touserdata(L, -1);
  lua_settop(L, 0);
  umbra_keep_traceback(L, NULL, 0);
  lua_pushcfunction(L, explain);
  int status = luaL_loadbufferx(L, chunk->text, chunk->length, chunk->name, "t");
  if (status == LUA_OK) {
    umbra_lib_mend(L);
    status = lua_pcall(L, 0, LUA_MULTRET, 1);
  }
  if (status != LUA_OK) return lua_error(L);
  show(L, 2);
  return lua_gettop(L) - 1;
}

int umbra_body_collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}
