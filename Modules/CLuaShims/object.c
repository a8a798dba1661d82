// See umbra_object.h. In C because finding a member allocates and raises errors.
//
// A class is a metatable with tables beside it, as upvalues of __index and __newindex: what can be
// read and what can be assigned to, each from name to a light userdata of the host function. A
// method of an object, once asked for, stays in a table that is the object's user value.
#include "umbra_object.h"

#include <lua5.4/lauxlib.h>

#include "host.h"

enum { MEMBERS = 1, INDEX = 2 };
enum { SETTERS = 1, NEWINDEX = 2, CLASS_NAME = 3 };

// Tells host objects from other userdata: its address is the key of a mark in their metatables.
static const char mark;
// The key of the table of userdata by object, with weak values: one object, one userdata.
static const char known;

umbra_object *umbra_object_at(lua_State *L, int index) {
  umbra_object **block = lua_touserdata(L, index);
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

// A method is called as a.b(...) or a:b(...): the object itself, as first argument, is passed over.
static int method(lua_State *L) {
  umbra_object **block = lua_touserdata(L, lua_upvalueindex(2));
  int hidden = lua_touserdata(L, 1) == block ? 1 : 0;
  return umbra_call_host(L, lua_touserdata(L, lua_upvalueindex(1)), *block, 1 + hidden, hidden);
}

// The object is the operand that is one; of two, the left.
static int metamethod(lua_State *L) {
  umbra_object *object = umbra_object_at(L, 1);
  if (!object) object = umbra_object_at(L, 2);
  return umbra_call_host(L, lua_touserdata(L, lua_upvalueindex(1)), object, 1, 0);
}

// Pushes the object's own methods; made on first use.
static void push_own_methods(lua_State *L) {
  if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_createtable(L, 0, 1);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, 1, 1);
}

static int own_method(lua_State *L, const umbra_host_function *function) {
  push_own_methods(L);
  if (lua_rawgeti(L, -1, function->method) != LUA_TNIL) return 1;
  lua_pop(L, 1);
  lua_pushlightuserdata(L, (void *)function);
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, method, 2);
  lua_pushvalue(L, -1);
  lua_rawseti(L, -3, function->method);
  return 1;
}

// The object, which is at index 1: these are called by its own metatable alone, which scripts cannot
// get at.
static umbra_object *receiver(lua_State *L) { return *(umbra_object **)lua_touserdata(L, 1); }

// (object, key)
static int object_index(lua_State *L) {
  const umbra_host_function *function = find(L, MEMBERS);
  if (function && function->method) return own_method(L, function);
  if (function) return umbra_call_host(L, function, receiver(L), 3, 0);
  function = lua_touserdata(L, lua_upvalueindex(INDEX));
  return function ? umbra_call_host(L, function, receiver(L), 2, 0) : 0;
}

static int refuse_assignment(lua_State *L) {
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
  const char *class = lua_tostring(L, lua_upvalueindex(CLASS_NAME));
  return luaL_error(L, "cannot assign to '%s' of a %s", key, class);
}

// (object, key, value)
static int object_newindex(lua_State *L) {
  const umbra_host_function *function = find(L, SETTERS);
  if (function) return umbra_call_host(L, function, receiver(L), 3, UMBRA_HIDDEN_FIELD);
  function = lua_touserdata(L, lua_upvalueindex(NEWINDEX));
  return function ? umbra_call_host(L, function, receiver(L), 2, 0) : refuse_assignment(L);
}

// The collector has found that scripts cannot reach it any more.
static int object_gc(lua_State *L) {
  umbra_object **block = lua_touserdata(L, 1);
  (*block)->references--;
  return 0;
}

void umbra_push_object(lua_State *L, umbra_object *object, int64_t class) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &known);
  if (lua_rawgetp(L, -1, object) == LUA_TUSERDATA) {
    object->references--;
  } else {
    lua_pop(L, 1);
    umbra_object **block = lua_newuserdatauv(L, sizeof *block, 1);
    *block = object;
    lua_rawgeti(L, LUA_REGISTRYINDEX, class);
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, -3, object);
  }
  lua_remove(L, -2);
}

static void push_members(lua_State *L, const umbra_class *class, unsigned kinds) {
  lua_createtable(L, 0, 4);
  for (size_t i = 0; i < class->count; i++) {
    if (!(kinds >> class->members[i].kind & 1)) continue;
    lua_pushlightuserdata(L, (void *)class->members[i].function);
    lua_setfield(L, -2, class->members[i].name);
  }
}

// The last of that kind, or nil.
static void push_member(lua_State *L, const umbra_class *class, umbra_member_kind kind) {
  const umbra_host_function *function = NULL;
  for (size_t i = 0; i < class->count; i++)
    if (class->members[i].kind == kind) function = class->members[i].function;
  if (function) lua_pushlightuserdata(L, (void *)function);
  else lua_pushnil(L);
}

static void set_metamethods(lua_State *L, const umbra_class *class) {
  for (size_t i = 0; i < class->count; i++) {
    if (class->members[i].kind != UMBRA_METAMETHOD) continue;
    lua_pushlightuserdata(L, (void *)class->members[i].function);
    lua_pushcclosure(L, metamethod, 1);
    lua_setfield(L, -2, class->members[i].name);
  }
}

int umbra_body_make_class(lua_State *L) {
  const umbra_class *class = lua_touserdata(L, -1);
  lua_createtable(L, 0, 8);
  lua_pushboolean(L, 1);
  lua_rawsetp(L, -2, &mark);
  set_metamethods(L, class);
  lua_pushstring(L, class->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushcfunction(L, object_gc);
  lua_setfield(L, -2, "__gc");
  push_members(L, class, 1u << UMBRA_METHOD | 1u << UMBRA_GETTER);
  push_member(L, class, UMBRA_INDEX);
  lua_pushcclosure(L, object_index, 2);
  lua_setfield(L, -2, "__index");
  push_members(L, class, 1u << UMBRA_SETTER);
  push_member(L, class, UMBRA_NEWINDEX);
  lua_pushstring(L, class->name);
  lua_pushcclosure(L, object_newindex, 3);
  lua_setfield(L, -2, "__newindex");
  lua_pushinteger(L, luaL_ref(L, LUA_REGISTRYINDEX));
  return 1;
}

int umbra_body_open_objects(lua_State *L) {
  lua_createtable(L, 0, 1);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &known);
  return 0;
}
