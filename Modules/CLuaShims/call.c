// See umbra_call.h. In C as run.c is: no Swift frame may be on the stack that Lua runs on.
#include "run.h"

#include "held.h"
#include "umbra_message.h"

// A row's stack has two values at the bottom: the function that was called last, which mostly is the
// next one too, and above it the last result, which the function takes the place of for the next call.
enum { LAST_FUNCTION = 1, LAST_RESULT = 2 };
typedef struct last_function {
  int slot;  // of the shelf; 0: none
  unsigned changes;  // of the shelf, by then
} last_function;

static void place_function(lua_State *L, umbra_vm *vm, int slot, last_function *last) {
  if (last->slot != slot || last->changes != vm->shelf_changes) {
    umbra_push_held(L, slot);
    lua_replace(L, LAST_FUNCTION);
    *last = (last_function){slot, vm->shelf_changes};
  }
  lua_copy(L, LAST_FUNCTION, LAST_RESULT);
}

static void push_scalar(lua_State *L, umbra_scalar value) {
  switch (value.type) {
    case UMBRA_INTEGER: return lua_pushinteger(L, value.integer);
    case UMBRA_NUMBER: return lua_pushnumber(L, value.number);
    case UMBRA_BOOLEAN: return lua_pushboolean(L, value.integer != 0);
    case UMBRA_TEXT: lua_pushlstring(L, value.text, value.length); return;
    default: return lua_pushnil(L);
  }
}

static umbra_scalar last_result(lua_State *L) {
  const int at = LAST_RESULT;
  if (lua_isinteger(L, at)) return (umbra_scalar){UMBRA_INTEGER, .integer = lua_tointeger(L, at)};
  switch (lua_type(L, at)) {
    case LUA_TNUMBER: return (umbra_scalar){UMBRA_NUMBER, .number = lua_tonumber(L, at)};
    case LUA_TBOOLEAN: return (umbra_scalar){UMBRA_BOOLEAN, .integer = lua_toboolean(L, at)};
    case LUA_TNIL: return (umbra_scalar){.type = UMBRA_NIL};
    default:
      lua_pushvalue(L, at);  // for the host to take
      return (umbra_scalar){.type = UMBRA_OTHER};
  }
}

static void call_with_scalars(lua_State *L, umbra_vm *vm, umbra_scalars *call, last_function *last) {
  place_function(L, vm, call->slot, last);
  for (int i = 0; i < call->count; i++) push_scalar(L, call->values[i]);
  lua_call(L, call->count, 1);
  call->values[0] = last_result(L);
}

// What a row is: runs one call after the other.
static int serve(lua_State *L) {
  const char *floor = umbra_self.frame->floor;
  last_function last = {.slot = 0};
  lua_settop(L, LAST_RESULT);
  for (;;) {
    umbra_run_state *run = umbra_run_next();
    if (!run->L) return 0;
    umbra_run_begin(run, floor);
    if (run->scalars) call_with_scalars(L, run->frame.vm, run->scalars, &last);
    else lua_call(L, run->arguments, run->results);
  }
}

static __attribute__((noinline)) int begin_row(umbra_frame *frame) {
  if (umbra_wait_for_turn(frame->vm) != LUA_OK) return UMBRA_STOPPED;
  lua_State *L = frame->caller;
  if (!lua_checkstack(L, LUA_MINSTACK)) return UMBRA_TOO_DEEP;
  frame->base = lua_gettop(L);
  lua_pushcfunction(L, umbra_keep_own_traceback);
  lua_pushcfunction(L, serve);
  umbra_run_state run = {.frame.vm = frame->vm, .L = L, .in_row = frame, .handler = -2};
  int status = umbra_run_counted(&run);
  if (status == UMBRA_TOO_DEEP || status == UMBRA_NO_STACK) lua_settop(L, frame->base);
  return status;
}

void umbra_end_row(umbra_vm *vm) {
  umbra_wait_for_turn(vm);
  umbra_frame *frame = umbra_host_frame(vm);
  if (!frame || !frame->row) return;
  cfiber *fibre = frame->row;
  frame->row = NULL;
  vm->rows--;
  if (vm->stop != UMBRA_STOP_NONE) return cfiber_free(fibre);  // Lua has no say any more
  umbra_run_state last = {.L = NULL};
  cfiber_set_argument(fibre, &last);
  umbra_run_give_fibre(fibre, cfiber_enter(fibre));
  lua_settop(frame->caller, frame->base);
}

int umbra_call_scalars(umbra_frame *frame, umbra_scalars *call) {
  int status = frame->row ? LUA_OK : begin_row(frame);
  if (status != LUA_OK) return status;
  umbra_run_state run = {.frame.vm = frame->vm, .L = frame->caller, .in_row = frame, .scalars = call};
  return umbra_run_counted(&run);
}

// The function and its first arguments are on the stack; the others come by message.
static int call_with_rest(lua_State *L) {
  umbra_message *rest = lua_touserdata(L, -1);
  lua_pop(L, 1);
  umbra_message_push(L, rest);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

int umbra_call_begin(umbra_vm *vm, lua_State *L, umbra_frame *frame, int slot) {
  if (vm->midway && umbra_wait_for_turn(vm) != LUA_OK) return UMBRA_STOPPED;
  bool is_first = !frame || !frame->has_called;
  int status = is_first || frame->row ? LUA_OK : begin_row(frame);
  if (status != LUA_OK) return status;
  if (!lua_checkstack(L, LUA_MINSTACK)) return UMBRA_TOO_DEEP;
  if (is_first) lua_pushcfunction(L, umbra_keep_own_traceback);
  if (frame) frame->has_called = true;
  lua_pushvalue(vm->shelf, slot);
  lua_xmove(vm->shelf, L, 1);
  return LUA_OK;
}

int umbra_call(umbra_vm *vm, lua_State *L, umbra_frame *in_row, int arguments, umbra_message *rest,
               int results) {
  umbra_run_state run = {.frame.vm = vm, .L = L, .in_row = in_row, .arguments = arguments,
                         .results = results};
  if (rest) {
    lua_pushcfunction(L, call_with_rest);
    lua_insert(L, -arguments - 2);
    lua_pushlightuserdata(L, rest);
    run.arguments += 2;
  }
  run.handler = -run.arguments - 2;
  int status = umbra_run_counted(&run);
  if (rest && (status == UMBRA_TOO_DEEP || status == UMBRA_NO_STACK)) umbra_message_drop(rest);
  return status;
}
