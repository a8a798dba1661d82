// The border on the way in. In C because the stack that Lua runs on must have no Swift frame: it may
// be left at any instruction, and nothing on it would be released.
#include <lua5.4/lauxlib.h>

#include "cfiber.h"
#include "lib.h"
#include "umbra_tick.h"

// How deep calls from the host into Lua into the host ... may nest. Each has a stack of its own.
#define MOST_DEPTH 150

typedef struct run {
  umbra_vm *vm;
  lua_State *L;
  int arguments, results, handler;
  int status;
  lua_State *calling;  // the state that has called the host function which runs now
} run;

static void run_on_fibre(void *argument) {
  run *run = argument;
  umbra_self.vm = run->vm;
  run->vm->running = run->L;
  umbra_self.in_lua = 1;
  run->status = lua_pcallk(run->L, run->arguments + 1, run->results, run->handler, 0, NULL);
  umbra_self.in_lua = 0;
  cfiber_leave(UMBRA_LEFT_FINISHED);
}

// A fibre that runs Lua is in one host function at most: what that calls in Lua has its own fibre.
void umbra_note_caller(lua_State *L) {
  run *run = cfiber_argument(run_on_fibre);
  run->calling = L;
}

lua_State *umbra_caller(const umbra_vm *vm) {
  run *run = cfiber_argument(run_on_fibre);
  return run && run->vm == vm ? run->calling : NULL;
}

static const char traceback_key;

void umbra_keep_traceback(lua_State *L, lua_State *of, int level) {
  if (of) luaL_traceback(L, of, NULL, level);
  else lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
}

// Keeps where an error happened, apart from the error: the message may be megabytes, or no string.
static int keep_traceback(lua_State *L) {
  umbra_keep_traceback(L, L, 1);
  return 1;
}

void umbra_push_traceback(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_key); }

// Runs the fibre with the VM's meter on; what ran before (a script that calls a host function which
// calls another script) gets its own meter back.
static int enter(umbra_vm *vm, cfiber *fibre) {
  uint64_t *before = cfiber_meter_start(&vm->cpu);
  umbra_tick_arm();
  int left = cfiber_enter(fibre);
  cfiber_meter_start(before);
  return left;
}

// Puts body and argument under the arguments that the caller has pushed.
static void prepare(run *run, lua_CFunction body, void *argument, bool traceback) {
  lua_State *L = run->L;
  int base = lua_gettop(L) - run->arguments;
  lua_pushcfunction(L, body);
  lua_insert(L, base + 1);
  lua_pushlightuserdata(L, argument);
  if (!traceback) return;
  lua_pushcfunction(L, keep_traceback);
  lua_insert(L, base + 1);
  run->handler = base + 1;
}

static int run_in_turn(umbra_vm *vm, lua_State *L, lua_CFunction body, void *argument,
                       int arguments, int results, bool traceback) {
  while (vm->midway && vm->stop == UMBRA_STOP_NONE) cfiber_suspend(CFIBER_SLICED);
  if (vm->stop != UMBRA_STOP_NONE) return UMBRA_STOPPED;
  if (vm->depth > MOST_DEPTH || !lua_checkstack(L, LUA_MINSTACK)) return UMBRA_TOO_DEEP;
  run run = {.vm = vm, .L = L, .arguments = arguments, .results = results, .status = LUA_OK};
  prepare(&run, body, argument, traceback);
  cfiber *fibre = cfiber_new(CFIBER_LARGE, run_on_fibre, &run);
  if (!fibre) return UMBRA_NO_STACK;
  int left = enter(vm, fibre);
  cfiber_free(fibre);
  bool is_memory = run.status == LUA_ERRMEM || (run.status != LUA_OK && vm->refused);
  if (left == UMBRA_LEFT_FINISHED && is_memory) umbra_vm_stop(vm, UMBRA_STOP_MEMORY);
  // These threads cannot be replaced, nor gone on with.
  if (left == UMBRA_LEFT_STOPPED && (L == vm->L || L == vm->spare)) vm->torn = true;
  if (left == UMBRA_LEFT_STOPPED || is_memory) return UMBRA_STOPPED;
  if (run.handler) lua_remove(L, run.handler);
  return run.status;
}

int umbra_run(umbra_vm *vm, lua_State *L, lua_CFunction body, void *argument, int arguments,
              int results, bool traceback) {
  vm->depth++;  // who waits to get in holds the VM too
  int status = run_in_turn(vm, L, body, argument, arguments, results, traceback);
  vm->depth--;
  return status;
}

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
