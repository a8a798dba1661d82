// The border on the way out: host functions as Lua sees them. In C because what the host answers may
// be an error, and lua_error must not jump over a Swift frame.
#include <lua5.4/lauxlib.h>
#include <string.h>

#include "host.h"
#include "umbra_call.h"
#include "umbra_lib.h"
#include "umbra_message.h"
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

// The message's values are the argument's number, counted from 1, and what is wrong with it.
static int raise_argument(lua_State *L, int hidden) {
  if (hidden == UMBRA_HIDDEN_FIELD)
    return luaL_error(L, "bad value for '%s' (%s)", lua_tostring(L, 2), lua_tostring(L, -1));
  return luaL_argerror(L, (int)lua_tointeger(L, -2) + hidden, lua_tostring(L, -1));
}

static int take_message(lua_State *L, umbra_message *message, int results, int hidden) {
  int values = umbra_message_push(L, message);
  switch (results) {
    case UMBRA_RAISE_MESSAGE: return raise_value(L);
    case UMBRA_RAISE_AS_IS: return lua_error(L);
    case UMBRA_RAISE_ARGUMENT: return raise_argument(L, hidden);
    default: return values;
  }
}

// While others have the thread, the VM's text is not this function's.
static __attribute__((noinline)) void border_with_text(umbra_vm *vm) {
  char text[UMBRA_TEXT_SIZE];
  size_t length = vm->text_length;
  memcpy(text, vm->text, length);
  umbra_border(vm);
  memcpy(vm->text, text, length);
  vm->text_length = length;
}

static inline void border(umbra_vm *vm, int results) {
  if (results == UMBRA_RESULT_IS_TEXT) border_with_text(vm);
  else umbra_border(vm);
}

static inline int take_text(lua_State *L, const umbra_vm *vm) {
  lua_pushlstring(L, vm->text, vm->text_length);
  return 1;
}

static inline __attribute__((always_inline)) int call(lua_State *L,
                                                      const umbra_host_function *function,
                                                      umbra_object *receiver, int first, int hidden) {
  umbra_vm *vm = umbra_vm_of(L);
  umbra_frame *frame = umbra_self.frame;
  if ((const char *)__builtin_frame_address(0) < frame->floor)
    return luaL_error(L, "C stack overflow");
  umbra_self.in_lua = 0;
  frame->caller = L;
  frame->has_called = false;
  if (++vm->host_calls > vm->host_call_limit) umbra_leave_for_good(vm, UMBRA_STOP_CALLS);
  int results = function->call(function->context, vm, L, first, receiver);
  umbra_message *message = results < 0 ? vm->outbox : NULL;
  // The CPU time too: ticks may meet others alone, where a script waits whenever one is due.
  if (umbra_self.pending || vm->midway || vm->stop != UMBRA_STOP_NONE || vm->cpu > vm->cpu_limit)
    border(vm, results);
  umbra_self.vm = vm;
  umbra_self.frame = frame;
  vm->running = L;
  umbra_flag_on();
  if (results >= 0) return results;
  if (results == UMBRA_RESULT_IS_TEXT) return take_text(L, vm);
  return take_message(L, message, results, hidden);
}

int umbra_call_host(lua_State *L, const umbra_host_function *function, umbra_object *receiver,
                    int first, int hidden) {
  return call(L, function, receiver, first, hidden);
}

static int trampoline(lua_State *L) {
  return call(L, lua_touserdata(L, lua_upvalueindex(1)), NULL, 1, 0);
}

void umbra_push_host_function(lua_State *L, const umbra_host_function *function) {
  lua_pushlightuserdata(L, (void *)function);
  lua_pushcclosure(L, trampoline, 1);
}

// As coroutine.resume, but that an error goes on; its traceback is the coroutine's.
int umbra_body_resume(lua_State *L) {
  umbra_message *message = lua_touserdata(L, -1);
  lua_settop(L, 0);
  int arguments = umbra_message_push(L, message) - 1, results;
  lua_State *coroutine = lua_tothread(L, 1);
  if (!lua_checkstack(coroutine, arguments)) return luaL_error(L, "too many arguments to resume");
  lua_xmove(L, coroutine, arguments);
  umbra_vm *vm = umbra_vm_of(L);
  vm->running = coroutine;
  int status = lua_resume(coroutine, L, arguments, &results);
  vm->running = L;
  if (status == LUA_OK || status == LUA_YIELD) {
    luaL_checkstack(L, results, "too many results to resume");
    lua_xmove(coroutine, L, results);
    return results;
  }
  umbra_keep_traceback(L, coroutine, 0);
  lua_xmove(coroutine, L, 1);
  return lua_error(L);
}

// A thread for a call that comes from elsewhere than a host function; watched as the main one is.
int umbra_body_new_thread(lua_State *L) {
  lua_State *main = umbra_vm_of(L)->L, *thread = lua_newthread(L);
  lua_sethook(thread, lua_gethook(main), lua_gethookmask(main), lua_gethookcount(main));
  return 1;
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
  lua_insert(L, 1);
  lua_settop(L, 1);
  return trampoline(L);
}

// Unlike print, io.write gives a float that is whole no ".0" (liolib.c, g_write).
static void add_written(lua_State *L, luaL_Buffer *text, int index) {
  bool is_float = lua_type(L, index) == LUA_TNUMBER && !lua_isinteger(L, index);
  size_t length;
  const char *part = luaL_checklstring(L, index, &length);
  if (is_float && length > 2 && part[length - 2] == '.' && part[length - 1] == '0') length -= 2;
  luaL_addlstring(text, part, length);
}

// io.write: what the host gets is one string, made here since Lua knows best how its numbers read.
static int write_values(lua_State *L) {
  int count = lua_gettop(L);
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (int i = 1; i <= count; i++) add_written(L, &text, i);
  luaL_pushresult(&text);
  lua_insert(L, 1);
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

static int set_writer(lua_State *L, lua_CFunction writer) {
  const umbra_place *place = lua_touserdata(L, 1);
  lua_pushlightuserdata(L, (void *)place->function);
  lua_pushcclosure(L, writer, 1);
  return set(L, place);
}

int umbra_body_set_print(lua_State *L) { return set_writer(L, print); }
int umbra_body_set_write(lua_State *L) { return set_writer(L, write_values); }

int umbra_body_set_global(lua_State *L) {
  umbra_message_push(L, lua_touserdata(L, -1));
  lua_pushglobaltable(L);
  lua_insert(L, -3);
  lua_rawset(L, -3);
  return 0;
}
