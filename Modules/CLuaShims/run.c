// The border on the way in. In C because the stack that Lua runs on must have no Swift frame: it may
// be left at any instruction, and nothing on it would be released.
#include "run.h"

#include <lua5.4/lauxlib.h>

#include "cfiber.h"
#include "lib.h"
#include "umbra_message.h"
#include "umbra_tick.h"

// How deep calls from the host into Lua into the host ... may nest. Each has a stack of its own.
#define MOST_DEPTH 150

typedef struct run {
  umbra_vm *vm;
  lua_State *L;
  int arguments, results, handler;  // as lua_pcall's
  int status;
  umbra_frame frame;
} run;

// What a host function finds of the fibre's stack at least. Lua's C functions, 200 deep, leave more.
#define HOST_ROOM (256 << 10)

// Runs what the fibre's argument says, each time that it is entered.
static void run_on_fibre(void *unused) {
  (void)unused;
  const char *floor = (const char *)__builtin_frame_address(0) - cfiber_room() + HOST_ROOM;
  for (;;) {
    run *run = cfiber_argument(run_on_fibre);
    umbra_self.vm = run->vm;
    run->frame.floor = floor;
    umbra_self.frame = &run->frame;
    run->vm->running = run->L;
    umbra_flag_on();
    run->status = lua_pcallk(run->L, run->arguments, run->results, run->handler, 0, NULL);
    umbra_self.in_lua = 0;
    cfiber_leave(UMBRA_LEFT_FINISHED);
  }
}

// The fibre that has finished last is kept as it is: to begin a new one takes as long as a call.
static __thread cfiber *warm __attribute__((tls_model("initial-exec")));

static cfiber *take_fibre(run *run) {
  cfiber *fibre = warm;
  if (!fibre) return cfiber_new(CFIBER_LARGE, run_on_fibre, run);
  warm = NULL;
  cfiber_set_argument(fibre, run);
  return fibre;
}

static void give_fibre(cfiber *fibre, int left) {
  if (left == UMBRA_LEFT_FINISHED && !warm) warm = fibre;
  else cfiber_free(fibre);
}

void umbra_end_thread_runs(void) {
  if (warm) cfiber_free(warm);
  warm = NULL;
}

// A fibre that runs Lua is in one host function at most: what that calls in Lua has its own fibre.
lua_State *umbra_caller(const umbra_vm *vm) {
  run *run = cfiber_argument(run_on_fibre);
  return run && run->vm == vm ? run->frame.caller : NULL;
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
  if (cfiber_self.meter == &vm->cpu) return cfiber_enter(fibre);
  uint64_t *before = cfiber_meter_start(&vm->cpu);
  int left = cfiber_enter(fibre);
  cfiber_meter_start(before);
  return left;
}

static int run_in_turn(run *run) {
  umbra_vm *vm = run->vm;
  while (vm->midway && vm->stop == UMBRA_STOP_NONE) cfiber_suspend(CFIBER_SLICED);
  if (vm->stop != UMBRA_STOP_NONE) return UMBRA_STOPPED;
  if (vm->depth > MOST_DEPTH) return UMBRA_TOO_DEEP;
  cfiber *fibre = take_fibre(run);
  if (!fibre) return UMBRA_NO_STACK;
  int left = enter(vm, fibre);
  give_fibre(fibre, left);
  bool is_memory = run->status == LUA_ERRMEM || (run->status != LUA_OK && vm->refused);
  if (left == UMBRA_LEFT_FINISHED && is_memory) umbra_vm_stop(vm, UMBRA_STOP_MEMORY);
  // These threads cannot be replaced, nor gone on with.
  if (left == UMBRA_LEFT_STOPPED && (run->L == vm->L || run->L == vm->spare)) vm->torn = true;
  if (left == UMBRA_LEFT_STOPPED || is_memory) return UMBRA_STOPPED;
  return run->status;
}

static int run_counted(run *run) {
  run->vm->depth++;  // who waits to get in holds the VM too
  int status = run_in_turn(run);
  run->vm->depth--;
  return status;
}

int umbra_run(umbra_vm *vm, lua_State *L, lua_CFunction body, void *argument, int results,
              bool traceback) {
  if (!lua_checkstack(L, LUA_MINSTACK)) return UMBRA_TOO_DEEP;
  run run = {.vm = vm, .L = L, .arguments = 1, .results = results, .status = LUA_OK};
  if (traceback) {
    lua_pushcfunction(L, keep_traceback);
    run.handler = lua_gettop(L);
  }
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
  int status = run_counted(&run);
  if (run.handler && status >= LUA_OK) lua_remove(L, run.handler);
  return status;
}

// The function and its first arguments are on the stack; the others come by message.
static int call_with_rest(lua_State *L) {
  umbra_message *rest = lua_touserdata(L, -1);
  lua_pop(L, 1);
  umbra_message_push(L, rest);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

bool umbra_call_begin(umbra_vm *vm, lua_State *L, int slot) {
  if (!lua_checkstack(L, LUA_MINSTACK)) return false;
  lua_pushcfunction(L, keep_traceback);
  lua_pushvalue(vm->shelf, slot);
  lua_xmove(vm->shelf, L, 1);
  return true;
}

int umbra_call(umbra_vm *vm, lua_State *L, int arguments, umbra_message *rest, int results) {
  run run = {.vm = vm, .L = L, .arguments = arguments, .results = results, .status = LUA_OK};
  if (rest) {
    lua_pushcfunction(L, call_with_rest);
    lua_insert(L, -arguments - 2);
    lua_pushlightuserdata(L, rest);
    run.arguments += 2;
  }
  run.handler = -run.arguments - 2;
  int status = run_counted(&run);
  if (rest && (status == UMBRA_TOO_DEEP || status == UMBRA_NO_STACK)) umbra_message_drop(rest);
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
