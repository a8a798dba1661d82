// The border on the way in. In C because the stack that Lua runs on must have no Swift frame: it may
// be left at any instruction, and nothing on it would be released.
#include "run.h"

#include <lua5.4/lauxlib.h>

// What a host function finds of the fibre's stack at least. Lua's C functions, 200 deep, leave more.
#define HOST_ROOM (256 << 10)

void umbra_run_on_fibre(void *argument) {
  const char *floor = (const char *)__builtin_frame_address(0) - cfiber_room() + HOST_ROOM;
  for (umbra_run_state *run = argument;; run = umbra_run_next()) {
    umbra_run_begin(run, floor);
    int status = lua_pcallk(run->L, run->arguments, run->results, run->handler, 0, NULL);
    run = cfiber_argument(umbra_run_on_fibre);  // another one, where the first began a row
    run->status = status;
  }
}

// The fibre that has finished last is kept as it is: to begin a new one takes as long as a call.
static __thread cfiber *warm __attribute__((tls_model("initial-exec")));

cfiber *umbra_run_take_fibre(umbra_run_state *run) {
  cfiber *fibre = warm;
  if (!fibre) return cfiber_new(CFIBER_LARGE, umbra_run_on_fibre, run);
  warm = NULL;
  cfiber_set_argument(fibre, run);
  return fibre;
}

void umbra_run_give_fibre(cfiber *fibre, int left) {
  if (left == UMBRA_LEFT_FINISHED && !warm) warm = fibre;
  else cfiber_free(fibre);
}

void umbra_end_thread_runs(void) {
  if (warm) cfiber_free(warm);
  warm = NULL;
}

int umbra_wait_for_turn(umbra_vm *vm) {
  vm->depth++;  // who waits to get in holds the VM too
  while (vm->midway) {
    umbra_self.pending = 1;  // so that who is midway stops at its next border, and not only by chance
    cfiber_suspend(CFIBER_SLICED);
  }
  vm->depth--;
  return vm->stop == UMBRA_STOP_NONE ? LUA_OK : UMBRA_STOPPED;
}

// The fibre waits for the next of its row, or is given back.
static void keep_or_give(umbra_run_state *run, cfiber *fibre, int left) {
  umbra_frame *frame = run->in_row;
  bool waits = frame && left == UMBRA_LEFT_FINISHED && run->status == LUA_OK;
  if (frame) {
    frame->vm->rows += waits - (frame->row != NULL);
    frame->row = waits ? fibre : NULL;
  }
  if (!waits) umbra_run_give_fibre(fibre, left);
}

int umbra_run_after(umbra_run_state *run, cfiber *fibre, int left) {
  umbra_vm *vm = run->frame.vm;
  keep_or_give(run, fibre, left);
  bool is_memory = run->status == LUA_ERRMEM || (run->status != LUA_OK && vm->refused);
  if (left == UMBRA_LEFT_FINISHED && is_memory) umbra_vm_stop(vm, UMBRA_STOP_MEMORY);
  // These threads cannot be replaced, nor gone on with.
  if (left == UMBRA_LEFT_STOPPED && (run->L == vm->L || run->L == vm->spare)) vm->torn = true;
  if (left == UMBRA_LEFT_STOPPED || is_memory) return UMBRA_STOPPED;
  return run->status;
}

int umbra_run(umbra_vm *vm, lua_State *L, lua_CFunction body, void *argument, int results,
              bool traceback) {
  if (umbra_wait_for_turn(vm) != LUA_OK) return UMBRA_STOPPED;
  if (!lua_checkstack(L, LUA_MINSTACK)) return UMBRA_TOO_DEEP;
  umbra_run_state run = {.frame.vm = vm, .L = L, .arguments = 1, .results = results};
  if (traceback) {
    lua_pushcfunction(L, umbra_keep_own_traceback);
    run.handler = lua_gettop(L);
  }
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
  int status = umbra_run_counted(&run);
  if (run.handler && status >= LUA_OK) lua_remove(L, run.handler);
  return status;
}
