// What a run is, for those who make one: umbra_run, and the calls of umbra_call.h. Inline where a call
// has no time for more.
#ifndef UMBRA_RUN_H
#define UMBRA_RUN_H

#include "umbra_call.h"
#include "umbra_tick.h"

// How deep calls from the host into Lua into the host ... may nest. Each has a stack of its own.
#define UMBRA_MOST_DEPTH 150

typedef struct umbra_run_state {
  umbra_frame frame;  // of the host functions that are called in it
  lua_State *L;       // NULL: ends a row
  umbra_frame *in_row;  // the frame whose row it begins or is one of
  int arguments, results, handler;  // as lua_pcall's
  umbra_scalars *scalars;  // instead of the arguments
  int status;
} umbra_run_state;

// In Lua from here on, for `run`.
static inline void umbra_run_begin(umbra_run_state *run, const char *floor) {
  umbra_self.vm = run->frame.vm;
  run->frame.floor = floor;
  umbra_self.frame = &run->frame;
  run->frame.vm->running = run->L;
  umbra_flag_on();
}

// Goes back to who has entered this fibre, and comes back when it is entered for the next run.
static inline umbra_run_state *umbra_run_next(void) {
  umbra_self.in_lua = 0;
  cfiber_leave(UMBRA_LEFT_FINISHED);
  return cfiber_argument(umbra_run_on_fibre);
}

// Runs the fibre with the VM's meter on; what ran before (a script that calls a host function which
// calls another script) gets its own meter back.
static inline int umbra_run_enter(umbra_vm *vm, cfiber *fibre) {
  if (__builtin_expect(cfiber_self.meter == &vm->cpu, true)) return cfiber_enter(fibre);
  uint64_t *before = cfiber_meter_start(&vm->cpu);
  int left = cfiber_enter(fibre);
  cfiber_meter_start(before);
  return left;
}

// The slow parts of the next one.
cfiber *umbra_run_take_fibre(umbra_run_state *run);
int umbra_run_after(umbra_run_state *run, cfiber *fibre, int left);
void umbra_run_give_fibre(cfiber *fibre, int left);

static inline __attribute__((always_inline)) int umbra_run_in_turn(umbra_run_state *run) {
  umbra_vm *vm = run->frame.vm;
  if (__builtin_expect(vm->midway || vm->stop != UMBRA_STOP_NONE, false)) {
    if (umbra_wait_for_turn(vm) != LUA_OK) return UMBRA_STOPPED;
  }
  if (__builtin_expect(vm->depth > UMBRA_MOST_DEPTH, false)) return UMBRA_TOO_DEEP;
  cfiber *row = run->in_row ? run->in_row->row : NULL, *fibre = row;
  if (row) cfiber_set_argument(row, run);
  else if (!(fibre = umbra_run_take_fibre(run))) return UMBRA_NO_STACK;
  int left = umbra_run_enter(vm, fibre);
  bool is_fine = left == UMBRA_LEFT_FINISHED && run->status == LUA_OK;
  if (__builtin_expect(row && is_fine, true)) return LUA_OK;
  return umbra_run_after(run, fibre, left);
}

static inline __attribute__((always_inline)) int umbra_run_counted(umbra_run_state *run) {
  run->frame.vm->depth++;
  int status = umbra_run_in_turn(run);
  run->frame.vm->depth--;
  return status;
}

// A message handler: keeps where an error happened, apart from the error itself, which may be megabytes
// or no string.
int umbra_keep_own_traceback(lua_State *L);

// At the thread's end: gives back what it keeps for its next run.
void umbra_end_thread_runs(void);

#endif
