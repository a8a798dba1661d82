// The tick's handler: time slices and limits. In C because it runs in a signal handler, on the stack
// of the fibre that it interrupts.
#define _GNU_SOURCE
#include "umbra_tick.h"

#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bind.h"
#include "cfiber.h"
#include "fault.h"
#include "run.h"

#define TICK_SIGNAL (SIGRTMIN + 3)
#define TICK_NANOSECONDS 1000000
// A tick costs 20 us in a virtual machine, which is 2 % of what a script computes. So after some in which
// nobody else wanted the thread they come at longer intervals, until somebody does or the script nears
// its limit.
#define LONG_TICK_NANOSECONDS 4000000
#define TICKS_ALONE 4
// How many ticks may find no Lua before the timer is put to rest: arming it again for each host
// call that waits would cost more than these.
#define IDLE_TICKS 16

__thread umbra_thread umbra_self __attribute__((tls_model("initial-exec")));

static uint64_t cpu_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void set_timer(long nanoseconds) {
  struct itimerspec spec = {{0, nanoseconds}, {0, nanoseconds}};
  umbra_self.interval = nanoseconds;
  timer_settime(umbra_self.timer, 0, &spec, NULL);
}

// How soon the next ticks come, after a slice.
static void pace(const umbra_vm *vm) {
  if (!umbra_ticks_anywhere) return;  // a hook ticks, and no timer
  umbra_self.alone = cfiber_alone() ? umbra_self.alone + 1 : 0;
  bool is_long = umbra_self.alone > TICKS_ALONE && vm->cpu + LONG_TICK_NANOSECONDS < vm->cpu_limit;
  long wanted = is_long ? LONG_TICK_NANOSECONDS : TICK_NANOSECONDS;
  if (umbra_self.armed && umbra_self.interval != wanted) set_timer(wanted);
}

void umbra_tick_shorten(void) {
  umbra_self.alone = 0;
  if (umbra_self.armed && umbra_self.interval > TICK_NANOSECONDS) set_timer(TICK_NANOSECONDS);
}

// The meter runs on the wall's clock, which is quick to read; a tick knows how much of that the
// thread really had. Since it was asked last, the VM has had no more than that, however often it has
// waited meanwhile: what else the meter has counted were turns of other processes.
static void charge(umbra_vm *vm) {
  uint64_t cpu = cpu_now();
  cfiber_meter_add(cpu - umbra_self.cpu);
  umbra_self.cpu = cpu;
  uint64_t most = vm->cpu_known + (cpu - vm->cpu_known_at);
  if (vm->cpu > most) vm->cpu = most;
  vm->cpu_known = vm->cpu;
  vm->cpu_known_at = cpu;
  if (vm->cpu > vm->cpu_limit) umbra_vm_stop(vm, UMBRA_STOP_CPU);
}

// Lets others have the thread; the flag is off.
static void slice(umbra_vm *vm) {
  umbra_self.pending = 0;
  umbra_self.idle = 0;
  charge(vm);
  if (vm->stop != UMBRA_STOP_NONE && !vm->patience_end) return;
  cfiber_suspend(CFIBER_SLICED);
  pace(vm);
}

// Inside Lua, in the middle of an instruction (of the machine or of Lua's).
static void interrupt(void) {
  int error = errno;
  umbra_vm *vm = umbra_self.vm;
  umbra_frame *frame = umbra_self.frame;
  umbra_self.in_lua = 0;
  vm->midway = 1;
  slice(vm);
  if (vm->stop != UMBRA_STOP_NONE && !umbra_stop_waits(vm)) umbra_leave_torn(vm, vm->stop);
  vm->midway = 0;
  umbra_self.vm = vm;
  umbra_self.frame = frame;
  umbra_flag_on();
  errno = error;
}

// What the handler and what it calls may need of the stack, a second tick's frame included.
#define HANDLER_ROOM (12 << 10)

// Where the stack ends before that, a recursion inside Lua is about to overflow it; then this does, while
// the fault is still Lua's.
static __attribute__((noinline)) void claim_stack(void) {
  volatile char room[HANDLER_ROOM];
  __asm__ volatile("" : : "r"(room));  // else the compiler makes it one byte
  room[0] = 0;
}

static void on_tick(int number) {
  (void)number;
  if (!umbra_self.in_lua) {
    umbra_self.pending = 1;
    if (++umbra_self.idle < IDLE_TICKS) return;
    umbra_self.armed = false;
    set_timer(0);
    return;
  }
  claim_stack();
  interrupt();
}

void umbra_leave_for_good(umbra_vm *vm, umbra_stop reason) {
  umbra_self.in_lua = 0;
  umbra_vm_stop(vm, reason);
  vm->midway = 0;
  for (;;) cfiber_leave(UMBRA_LEFT_STOPPED);
}

void umbra_leave_torn(umbra_vm *vm, umbra_stop reason) {
  vm->torn = true;
  umbra_leave_for_good(vm, reason);
}

void umbra_border(umbra_vm *vm) {
  if (umbra_self.pending && vm->stop == UMBRA_STOP_NONE) slice(vm);
  if (vm->cpu > vm->cpu_limit) charge(vm);
  if (vm->midway) umbra_wait_for_turn(vm);
  if (vm->stop != UMBRA_STOP_NONE) umbra_leave_for_good(vm, vm->stop);
  umbra_self.vm = vm;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void end_thread(void *unused) {
  (void)unused;
  timer_delete(umbra_self.timer);
  umbra_self.ready = umbra_self.armed = false;
  umbra_end_thread_runs();
}

static void install(void) {
  // No SA_ONSTACK: the handler has to run on the stack that it may leave. SA_NODEFER: it may be left
  // in the middle, and the next tick has to come all the same.
  struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_NODEFER | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(TICK_SIGNAL, &action, NULL);
  pthread_key_create(&key, end_thread);
  umbra_fault_install(TICK_SIGNAL);
}

bool umbra_tick_prepare(void) {
  if (umbra_self.ready) return true;
  cfiber_diagnose_overflow();  // before ours, so that ours is asked first; and the alternate stack
  pthread_once(&once, install);
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = TICK_SIGNAL};
  event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
  if (timer_create(CLOCK_MONOTONIC, &event, &umbra_self.timer) != 0) return false;
  umbra_bind(umbra_self.timer);
  sigset_t tick;  // threads made by libdispatch block most signals
  sigemptyset(&tick);
  sigaddset(&tick, TICK_SIGNAL);
  pthread_sigmask(SIG_UNBLOCK, &tick, NULL);
  pthread_setspecific(key, &key);
  umbra_self.ready = true;
  return true;
}

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TICKS_BY_HOOK
#endif
#endif

#ifdef TICKS_BY_HOOK
const bool umbra_ticks_anywhere = false;

static void on_count(lua_State *L, lua_Debug *event) {
  (void)L, (void)event;
  if (cpu_now() - umbra_self.cpu >= TICK_NANOSECONDS) interrupt();
}

void umbra_tick_by_hook(lua_State *L) { lua_sethook(L, on_count, LUA_MASKCOUNT, 1000); }
static void arm(void) { umbra_self.armed = true; }
#else
const bool umbra_ticks_anywhere = true;

void umbra_tick_by_hook(lua_State *L) { (void)L; }

static void arm(void) {
  umbra_self.idle = 0;
  umbra_self.alone = 0;
  umbra_self.armed = true;
  umbra_self.cpu = cpu_now();
  set_timer(TICK_NANOSECONDS);
}
#endif

void umbra_flag_on_armed(void) {
  do {
    umbra_self.in_lua = 0;
    arm();
    umbra_self.in_lua = 1;
  } while (!umbra_self.armed);
}
