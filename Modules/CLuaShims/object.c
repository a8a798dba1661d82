// See umbra_object.h. In C because finding a member allocates and raises errors.
//
// A class is a metatable with three tables beside it, as upvalues of __index and __newindex:
// methods and getters and setters, each from name to a light userdata of the host function.
// A method of an object, once asked for, stays in the object's user value.
#include "umbra_object.h"

#include <lua5.4/lauxlib.h>

enum { METHODS = 1, GETTERS = 2, SETTERS = 1, CLASS_NAME = 3 };

// Tells host objects from other userdata: its address is the key of a mark in their metatables.
static const char mark;

void *umbra_object_at(lua_State *L, int index) {
  void **block = lua_touserdata(L, index);
  if (!block || lua_islightuserdata(L, index) || !lua_getmetatable(L, index)) return NULL;
  lua_rawgetp(L, -1, &mark);
  bool is_object = lua_toboolean(L, -1);
  lua_pop(L, 2);
  return is_object ? *block : NULL;
}

static const umbra_host_function *find(lua_State *L, int members) {
  lua_pushvalue(L, 2);
  lua_rawget(L, lua_upvalueindex(members));
  const umbra_host_function *function = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return function;
}

// The object's own methods, made on first use.
static int own_method(lua_State *L, const umbra_host_function *function) {
  if (lua_getiuservalue(L, 1, 1) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, 1);
  }
  lua_pushvalue(L, 2);
  umbra_push_method(L, function, 1);
  lua_pushvalue(L, -1);
  lua_insert(L, -4);
  lua_rawset(L, -3);
  lua_pop(L, 1);
  return 1;
}

static int object_index(lua_State *L) {
  lua_settop(L, 2);
  if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
  }
  lua_settop(L, 2);
  const umbra_host_function *function = find(L, METHODS);
  if (function) return own_method(L, function);
  function = find(L, GETTERS);
  if (!function) return 0;
  umbra_push_method(L, function, 1);
  lua_call(L, 0, 1);
  return 1;
}

static int object_newindex(lua_State *L) {
  const umbra_host_function *function = find(L, SETTERS);
  if (!function)
    return luaL_error(L, "cannot assign to '%s' of a %s", lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2),
                      lua_tostring(L, lua_upvalueindex(CLASS_NAME)));
  umbra_push_method(L, function, 1);
  lua_pushvalue(L, 3);
  lua_call(L, 1, 0);
  return 0;
}

static int object_eq(lua_State *L) {
  lua_pushboolean(L, umbra_object_at(L, 1) == umbra_object_at(L, 2));
  return 1;
}

void umbra_push_object(lua_State *L, void *object, int64_t class) {
  void **block = lua_newuserdatauv(L, sizeof *block, 1);
  *block = object;
  lua_rawgeti(L, LUA_REGISTRYINDEX, class);
  lua_setmetatable(L, -2);
}

static void push_members(lua_State *L, const umbra_class *class, umbra_member_kind kind) {
  lua_createtable(L, 0, 4);
  for (size_t i = 0; i < class->count; i++) {
    if (class->members[i].kind != kind) continue;
    lua_pushlightuserdata(L, (void *)class->members[i].function);
    lua_setfield(L, -2, class->members[i].name);
  }
}

int umbra_body_make_class(lua_State *L) {
  const umbra_class *class = lua_touserdata(L, -1);
  lua_createtable(L, 0, 6);
  lua_pushboolean(L, 1);
  lua_rawsetp(L, -2, &mark);
  lua_pushstring(L, class->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  push_members(L, class, UMBRA_METHOD);
  push_members(L, class, UMBRA_GETTER);
  lua_pushcclosure(L, object_index, 2);
  lua_setfield(L, -2, "__index");
  push_members(L, class, UMBRA_SETTER);
  lua_pushnil(L);
  lua_pushstring(L, class->name);
  lua_pushcclosure(L, object_newindex, 3);
  lua_setfield(L, -2, "__newindex");
  lua_pushcfunction(L, object_eq);
  lua_setfield(L, -2, "__eq");
  lua_pushinteger(L, luaL_ref(L, LUA_REGISTRYINDEX));
  return 1;
}
