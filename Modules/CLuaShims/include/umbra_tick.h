// The tick: a POSIX timer that signals a thread each millisecond while Lua runs on it, or each four while
// nobody else wants the thread.
#ifndef UMBRA_TICK_H
#define UMBRA_TICK_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "umbra_vm.h"

struct umbra_frame;

typedef struct umbra_thread {
  volatile sig_atomic_t in_lua;   // the flag
  volatile sig_atomic_t pending;  // a tick came while it was off
  umbra_vm *volatile vm;          // whose Lua it is
  struct umbra_frame *frame;      // while it is on: its run's
  int idle;                       // ticks in a row that found no Lua
  int alone;                      // slices in a row after which nobody else wanted the thread
  long interval;                  // of the timer, in nanoseconds
  volatile bool armed;            // the timer runs
  bool ready;                     // the timer exists
  timer_t timer;
  uint64_t cpu;                   // the thread's CPU time at the last tick
} umbra_thread;

extern __thread umbra_thread umbra_self __attribute__((tls_model("initial-exec")));

// Whether a script can be interrupted at any instruction. Not under ThreadSanitizer, which puts
// signals off: there a count hook stands in for the timer, and C functions run to their end.
extern const bool umbra_ticks_anywhere;
// Under ThreadSanitizer: has `L` and its coroutines look at the clock now and then.
void umbra_tick_by_hook(lua_State *L);

// Makes this thread's timer and installs the process's handlers, once each.
// False (and errno) where the system has no timer left.
bool umbra_tick_prepare(void);
// The slow way of the next one: starts the timer.
void umbra_flag_on_armed(void);
// The flag goes on, and the timer runs from here on: it may have been put to rest while it was off.
// Whoever goes into Lua, or back into it from whatever else has run meanwhile, goes through here.
static inline void umbra_flag_on(void) {
  umbra_self.in_lua = 1;  // first: a tick puts the timer to rest only while it is off
  if (__builtin_expect(!umbra_self.armed, false)) umbra_flag_on_armed();
}

// How far apart this thread's ticks are, in nanoseconds; 0 while the timer rests.
static inline long umbra_tick_interval(void) { return umbra_self.interval; }

// Before another script begins, whose limit may be near: ticks come each millisecond again.
void umbra_tick_shorten(void);

// At a border, flag off: acts on a tick that came meanwhile, and on a stop. Leaves for good where
// the VM is stopped.
void umbra_border(umbra_vm *vm);
// From inside Lua, for good: where everything is in order but the Lua thread that runs ...
void umbra_leave_for_good(umbra_vm *vm, umbra_stop reason) __attribute__((noreturn));
// ... and where it is not.
void umbra_leave_torn(umbra_vm *vm, umbra_stop reason) __attribute__((noreturn));

// Of a VM that is to be stopped, in the middle of an instruction: whether it may go on to its end
// (umbra_evaluation.h).
bool umbra_stop_waits(umbra_vm *vm);

#define UMBRA_LEFT_FINISHED 0
#define UMBRA_LEFT_STOPPED 1

#endif
