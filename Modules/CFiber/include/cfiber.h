// CFiber: stacks and the switch between them. Nothing else: scheduling is Reactor's job.
//
// Words. A *fibre* is a stack of its own with a saved place in it. `cfiber_enter` goes into a
// fibre and returns when the fibre leaves (`cfiber_leave`) or its entry function returns: that is
// an asymmetric coroutine, and it nests. The thread's own stack is the *base*. `cfiber_suspend`
// goes from whatever fibre runs now, however deeply entered, straight to the base, leaving the
// chain of entered fibres as it is; `cfiber_continue` goes back to that innermost fibre (the
// *leaf*). So a generator that a task steps through may wait for the network: the whole chain
// stops and goes on together.
//
// A fibre belongs to the thread that entered it first. What the system keeps for a thread stays the
// thread's: `errno`, the signal mask, the rounding modes. Callee-saved registers are the fibre's.
#ifndef CFIBER_H
#define CFIBER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sizes by kind. Both are address space: memory is used only where a stack was touched.
typedef enum cfiber_kind {
  CFIBER_SMALL = 0,  // 64 KiB: Swift code of tasks and generators
  CFIBER_LARGE = 1,  // 1 MiB: Lua, whose C functions may nest 200 deep
} cfiber_kind;
#define CFIBER_KINDS 2

typedef struct cfiber cfiber;

// Why control is back at the caller of `cfiber_enter`.
#define CFIBER_RETURNED (-1)  // the entry function returned; the fibre can only be freed

typedef void (*cfiber_entry)(void *argument);

// A fibre that will run `entry(argument)` once entered; NULL (and errno) where no stack can be had.
cfiber *cfiber_new(cfiber_kind kind, cfiber_entry entry, void *argument);

// Gives the stack back, wherever the fibre stands: what is on it is forgotten, nothing runs (so
// whatever a Swift frame there retained stays retained: let Swift code return first).
// The fibre must not be the running one, nor one that has entered the running one.
void cfiber_free(cfiber *fiber);

// Goes into `fiber` until it leaves; returns the code that it left with, or CFIBER_RETURNED.
static inline int cfiber_enter(cfiber *fiber);

// From the running fibre back to the one that entered it (or the base); `code` >= 0.
// Returns when the fibre is entered again.
static inline void cfiber_leave(int code);

// From the running fibre to the base, which gets `code` from `cfiber_continue` (or from
// `cfiber_enter`, where the base itself entered the chain).
// Returns when the base continues this fibre. Safe in a signal handler that runs on the fibre's
// stack, unless it interrupted one of the functions here; the handler keeps `errno` (see below).
static inline void cfiber_suspend(int code);

// The codes that Reactor's scheduler knows.
#define CFIBER_PARKED 0  // somebody will say when to go on
#define CFIBER_SLICED 1  // only gave the thread up for a while: it wants to go on

// At the base: goes on in the suspended `leaf`; returns as `cfiber_enter` of the outermost
// fibre of its chain would. A new fibre is a leaf too: that begins it.
static inline int cfiber_continue(cfiber *leaf);

// Have the processor fetch what going on in `leaf` needs, for who knows that it will soon be that one's
// turn: first its place, and once that is there, its last frames. Among 100,000 stacks that is a fifth of
// the time of a wake-up. In C because Swift cannot ask for it.
static inline void cfiber_fetch(cfiber *leaf);
static inline void cfiber_fetch_frames(cfiber *leaf);
// The same of any other memory.
static inline void cfiber_fetch_memory(const void *start);

// Where a stack stands while it does not run. For the inline functions: leave it alone.
typedef struct cfiber_place {
  void *pc, *sp, *frame, *kept;
  cfiber *caller;  // the fibre that entered this one; NULL: the base did
  cfiber_entry entry;
  void *argument;
} cfiber_place;

// What this thread runs. One per thread, reached without a call.
typedef struct cfiber_thread {
  cfiber *current;  // the running fibre, or NULL at the base
  void *owner;      // for the scheduler's use: the Reactor that drives this thread
  void *running;    // for the scheduler's use: whom it has given the thread to
  bool alone;       // what the scheduler says of the running fibre: see cfiber_alone
  cfiber *leaf;     // the fibre that suspended last
  uint64_t *meter;  // where the running chain's time is added up, or NULL: see cfiber_meter_start
  uint64_t mark;    // when that was done last
  cfiber_place base;
} cfiber_thread;

extern __thread cfiber_thread cfiber_self __attribute__((tls_model("initial-exec")));

static inline cfiber *cfiber_current(void) { return cfiber_self.current; }
static inline void *cfiber_owner(void) { return cfiber_self.owner; }
static inline void cfiber_set_owner(void *owner) { cfiber_self.owner = owner; }
static inline void *cfiber_running(void) { return cfiber_self.running; }
static inline void cfiber_set_running(void *running) { cfiber_self.running = running; }
// Whether nobody else wanted the thread since the running fibre was sliced.
static inline bool cfiber_alone(void) { return cfiber_self.alone; }
static inline void cfiber_set_alone(bool alone) { cfiber_self.alone = alone; }

// The argument of the running fibre if `entry` is what it runs; NULL otherwise. So code deep inside
// finds what its fibre was made for.
static inline void *cfiber_argument(cfiber_entry entry);
// Gives a fibre that does not run another argument: for one that does a new thing each time it is
// entered.
static inline void cfiber_set_argument(cfiber *fiber, void *argument);

static inline cfiber *cfiber_leaf(void) { return cfiber_self.leaf; }

// Adds the time (monotonic nanoseconds) that the running chain has the thread to `*meter`, from now
// until it is stopped or replaced. A suspension stops the clock, and `cfiber_continue` starts it
// again. Returns the meter that was running before, for the caller to put back.
uint64_t *cfiber_meter_start(uint64_t *meter);
// Adds what has passed since the last time; a caller who knows better (a tick that knows how much
// CPU time it was) gives the most that it can have been.
void cfiber_meter_add(uint64_t most);

// The fibre whose stack or guard page holds `address`, for diagnoses; NULL if none of the
// thread's current chain does. Safe in a signal handler.
const cfiber *cfiber_at(const void *address, bool *in_guard);
cfiber_kind cfiber_kind_of(const cfiber *fiber);
// How many bytes of the running fibre's stack are left below the caller's frame; of the base's,
// SIZE_MAX. Safe in a signal handler that runs on the fibre's stack.
size_t cfiber_room(void);
size_t cfiber_stack_size(cfiber_kind kind);

// Installs the handler that turns a stack overflow of a fibre into a diagnosis on standard error
// ("fibre overflowed its stack of 64 KiB ...") and an abort; every other SIGSEGV/SIGBUS goes to the
// handler that was there before, and so does the overflow once it is told. Also gives this thread an
// alternate signal stack. A handler that contains faults should call this before it is installed:
// then it is asked first, and what it contains is not reported.
void cfiber_diagnose_overflow(void);

// In a handler that does not want its signal: does what the kernel would have done, had `before` been
// installed instead.
void cfiber_hand_on(const struct sigaction *before, int number, siginfo_t *info, void *context);

// Names the calling thread for debuggers and `ps`; the system keeps 15 bytes. In C because glibc
// declares it for GNU sources only.
void cfiber_name_thread(const char *name);

// Tell ThreadSanitizer of a lock that it cannot see: one that is taken inside a library which is not
// instrumented. Without the sanitizer they do nothing. In C because its interface is C's.
void cfiber_lock_taken(void *lock);
void cfiber_lock_left(void *lock);

// Pool. Freed stacks are kept per thread, warm ones first.
typedef struct cfiber_stats {
  size_t live;    // fibres made on this thread, less those freed on it
  size_t pooled;  // stacks that wait in this thread's pool
  size_t mapped;  // bytes of address space of all stacks of all threads
} cfiber_stats;
cfiber_stats cfiber_pool_stats(void);
// Gives the memory of pooled stacks back to the system; `keep` stacks of each kind stay warm.
void cfiber_pool_trim(size_t keep);

// A burst of fibres wants the stacks that the last one left, and warm: the first touch of a stack and
// giving it back cost more than the rest of a short fibre's life. So a thread that has time now and
// then keeps all small stacks for a while (else it keeps 1,024), and gives back those that have not
// been wanted for an age.
void cfiber_pool_keep_all(bool all);
// Whether there are more than a thread keeps anyway, so that a new age should begin some time.
bool cfiber_pool_grown(void);
// Begins an age: all but the 1,024 that were used last are old from now on.
void cfiber_pool_age(void);
// Gives back `most` of the old stacks that nobody has taken; whether there are more.
bool cfiber_pool_cool(size_t most);

#include "cfiber_inline.h"
#endif
