// The border on the way out: host functions as Lua sees them. In C because what the host answers may
// be an error, and lua_error must not jump over a Swift frame.
#include <lua5.4/lauxlib.h>

#include "umbra_lib.h"
#include "umbra_message.h"
#include "umbra_object.h"
#include "umbra_tick.h"

// Raises the value on top; a message gets the position of the Lua code that called, as by luaL_error.
static int raise_value(lua_State *L) {
  if (lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int trampoline(lua_State *L) {
  umbra_vm *vm = umbra_vm_of(L);
  const umbra_host_function *function = lua_touserdata(L, lua_upvalueindex(1));
  umbra_self.in_lua = 0;
  if (++vm->host_calls > vm->host_call_limit) umbra_leave_for_good(vm, UMBRA_STOP_CALLS);
  int results = function->call(function->context, vm, L);
  umbra_message *message = vm->outbox;
  vm->outbox = NULL;
  if (umbra_self.pending || vm->midway || vm->stop != UMBRA_STOP_NONE) umbra_border(vm);
  umbra_self.vm = vm;
  umbra_self.in_lua = 1;
  if (results >= 0) return results;
  int values = umbra_message_push(L, message);
  return results == UMBRA_RAISE_MESSAGE ? raise_value(L) : values;
}

void umbra_push_host_function(lua_State *L, const umbra_host_function *function) {
  lua_pushlightuserdata(L, (void *)function);
  lua_pushcclosure(L, trampoline, 1);
}

// A method is called as a.b(...) or a:b(...): the object itself, as first argument, is taken away.
static int method(lua_State *L) {
  if (lua_rawequal(L, 1, lua_upvalueindex(2))) lua_remove(L, 1);
  return trampoline(L);
}

void umbra_push_method(lua_State *L, const umbra_host_function *function, int object) {
  object = lua_absindex(L, object);
  lua_pushlightuserdata(L, (void *)function);
  lua_pushvalue(L, object);
  lua_pushcclosure(L, method, 2);
}

int umbra_body_call(lua_State *L) {
  umbra_message *message = lua_touserdata(L, -1);
  lua_pop(L, 1);
  int arguments = message ? umbra_message_push(L, message) : 0;
  lua_call(L, arguments, LUA_MULTRET);
  return lua_gettop(L);
}

// print: the host gets one string, made here since __tostring may run Lua code.
static int print(lua_State *L) {
  int count = lua_gettop(L);
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (int i = 1; i <= count; i++) {
    if (i > 1) luaL_addchar(&line, '\t');
    umbra_push_name(L, i, true, NULL);
    luaL_addvalue(&line);
  }
  luaL_addchar(&line, '\n');
  luaL_pushresult(&line);
  lua_replace(L, 1);
  lua_settop(L, 1);
  return trampoline(L);
}

// Puts the function on top to its place.
static int set(lua_State *L, const umbra_place *place) {
  lua_pushglobaltable(L);
  for (int i = 0; i < place->count - 1; i++) luaL_getsubtable(L, -1, place->names[i]);
  lua_pushvalue(L, 2);
  lua_setfield(L, -2, place->names[place->count - 1]);
  return 0;
}

int umbra_body_set_function(lua_State *L) {
  const umbra_place *place = lua_touserdata(L, 1);
  umbra_push_host_function(L, place->function);
  return set(L, place);
}

int umbra_body_set_print(lua_State *L) {
  const umbra_place *place = lua_touserdata(L, 1);
  lua_pushlightuserdata(L, (void *)place->function);
  lua_pushcclosure(L, print, 1);
  return set(L, place);
}

int umbra_body_refer(lua_State *L) {
  lua_settop(L, 1);
  lua_pushinteger(L, luaL_ref(L, LUA_REGISTRYINDEX));
  return 1;
}

int umbra_body_forget(lua_State *L) {
  luaL_unref(L, LUA_REGISTRYINDEX, (int)lua_tointeger(L, 1));
  return 0;
}

int umbra_body_set_global(lua_State *L) {
  umbra_message_push(L, lua_touserdata(L, -1));
  lua_pushglobaltable(L);
  lua_insert(L, -3);
  lua_rawset(L, -3);
  return 0;
}
