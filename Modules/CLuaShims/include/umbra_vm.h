// One Lua VM in its arena, and the way in and out of it.
//
// The law of this target. A thread is either inside Lua or not, and `umbra_self.in_lua` says which.
// While it is on, a tick (umbra_tick.h) may take the thread away at any instruction, for a while or
// for good; so nothing may run then that holds a lock or owns something outside the arena. While it
// is off, nothing is taken away; a tick that comes is remembered and acted on at the next border.
// `umbra_run` is the border on the way in, the trampoline of host functions the one on the way out.
//
// A VM whose Lua was preempted in the middle of an instruction is `midway`: it may be moving any of
// its stacks, or be in the middle of its heap. So the host too, whose functions go on meanwhile, waits for
// its turn before it pushes something, calls, or returns.
//
// A stop is not an error: nothing is thrown. The fibre that runs Lua is left where it stands and
// never entered again; the caller of `umbra_run` gets UMBRA_STOPPED and drops the arena's contents.
#ifndef UMBRA_VM_H
#define UMBRA_VM_H

#include <lua5.4/lua.h>
#include <stdbool.h>
#include <stdint.h>

#include "umbra_arena.h"

// Why a VM was stopped. The first reason stays.
typedef enum umbra_stop {
  UMBRA_STOP_NONE = 0,
  UMBRA_STOP_CPU,
  UMBRA_STOP_MEMORY,
  UMBRA_STOP_INSTRUCTIONS,
  UMBRA_STOP_DEADLINE,
  UMBRA_STOP_OUTPUT,
  UMBRA_STOP_CALLS,
  UMBRA_STOP_CANCELLED,
  UMBRA_STOP_FAULT,
} umbra_stop;

typedef struct umbra_vm umbra_vm;
struct umbra_object;

// A function of the host. `call` finds its arguments on the stack from `first` up. It runs with the
// flag off and may park the fibre; it returns how many results it left on the stack, or one of the
// codes below. It must not raise a Lua error, nor call anything of Lua that may: what needs that goes
// into a message.
typedef struct umbra_host_function {
  int (*call)(void *context, umbra_vm *vm, lua_State *L, int first, struct umbra_object *receiver);
  void *context;
  int method;  // its number among its class's methods, from 1; 0: it is none
} umbra_host_function;

#define UMBRA_RESULTS_IN_MESSAGE (-1)  // push what the message says (umbra_message.h)
#define UMBRA_RAISE_MESSAGE (-2)       // raise its one value; a string gets the caller's position
#define UMBRA_RAISE_AS_IS (-3)         // raise its one value
#define UMBRA_RAISE_ARGUMENT (-4)      // raise a luaL_argerror: number (from 1) and what is wrong
#define UMBRA_RESULT_IS_TEXT (-5)      // push the VM's `text`, which is quicker than a message

// The longest of these texts.
#define UMBRA_TEXT_SIZE 256

struct umbra_vm {
  umbra_arena *arena;
  lua_State *L;
  // A thread that runs nothing: what the host holds of Lua's lies in its stack's slots, where host
  // code can put and find it without allocating. There is always room for LUA_MINSTACK more.
  lua_State *shelf;
  unsigned shelf_changes;   // how often one of those slots was given another value
  lua_State *spare;         // a thread for the library's own short runs
  void *host;               // the bridge's object
  volatile int stop;        // umbra_stop
  volatile int midway;      // preempted in the middle of an instruction: nobody else may touch it
  int depth;                // calls of umbra_run in progress
  int fault_signal;         // which one, after UMBRA_STOP_FAULT
  int closing;              // nested coroutine.close
  int rows;                 // of calls, that are open (umbra_call.h)
  lua_State *running;       // the Lua thread that runs, while the flag is on
  lua_State *evaluation;    // the Lua thread of the present evaluation, which is no coroutine
  uint64_t patience;        // see umbra_vm_outlive_stops; 0: stops do not wait
  uint64_t patience_end;    // of the present stop, on the scale of `cpu`
  bool torn;                // a stop has left something in the middle
  uint64_t random[4];       // math.random's state
  uint64_t mask_key[2];
  bool refused;             // a request for memory was, and has not been met since: this one
  void *refused_block;
  size_t refused_size;
  uint64_t cpu;             // nanoseconds used, and how many may be
  uint64_t cpu_limit;
  uint64_t cpu_known;       // `cpu` when the thread was asked last for its CPU time, and what that was
  uint64_t cpu_known_at;
  uint64_t instructions;    // counted only where a limit is set
  uint64_t instruction_limit;
  uint64_t host_calls;
  uint64_t host_call_limit;
  void *spare_arguments;           // the bridge's, for the next call of a host function
  struct umbra_message *outbox;    // what the host function that returns now has to say
  struct umbra_message *messages;  // all there are
  // A string that the host function that returns now gives. Written where nobody is midway, who might
  // be about to take one.
  size_t text_length;
  char text[UMBRA_TEXT_SIZE];
};

// A VM without libraries, whose memory is bounded by `limit` bytes. NULL where there is no memory.
umbra_vm *umbra_vm_new(size_t limit);
void umbra_vm_free(umbra_vm *vm);

// Gives freed memory that malloc keeps back to the system: for when many VMs have gone, whose parts
// outside the arenas are small and many. In C because Swift's Glibc has no malloc.h.
void umbra_give_memory_back(void);

// The VM that a state belongs to.
static inline umbra_vm *umbra_vm_of(lua_State *L) { return *(umbra_vm **)lua_getextraspace(L); }

// The first reason stays; takes effect at the next tick or border. Any code on the VM's thread.
static inline void umbra_vm_stop(umbra_vm *vm, umbra_stop reason) {
  if (vm->stop == UMBRA_STOP_NONE) vm->stop = reason;
}

// Keeps what the VM is now as its image; and makes it that again, with its counters at zero.
bool umbra_vm_save(umbra_vm *vm);
void umbra_vm_restore(umbra_vm *vm);

#define UMBRA_STOPPED (-1)   // see vm->stop
#define UMBRA_TOO_DEEP (-2)  // too many calls of the host into Lua into the host ...
#define UMBRA_NO_STACK (-3)  // the system has no stack to give (errno)

// On a fibre, flag off: waits until nobody is midway. LUA_OK, or UMBRA_STOPPED.
int umbra_wait_for_turn(umbra_vm *vm);

// Runs `body(L)` inside Lua, in protected mode, on a fibre of its own. It gets `argument` as a light
// userdata.
// Returns Lua's status or one of the codes above. LUA_OK: the results are on the stack; any other
// status: the error value is on top; a code: nothing to be looked at is.
// With `traceback`, umbra_push_traceback finds where an error happened.
// To be called on a fibre, flag off.
int umbra_run(umbra_vm *vm, lua_State *L, lua_CFunction body, void *argument, int results,
              bool traceback);

// LUA_REGISTRYINDEX, which Swift's importer does not understand.
static const int umbra_registry = LUA_REGISTRYINDEX;

// Pushes the traceback of the last error of a run that asked for one, or nil. Raises nothing.
void umbra_push_traceback(lua_State *L);
// Inside Lua: keeps where `of` stands, from `level` (as luaL_traceback's) up, for umbra_push_traceback;
// of NULL: forgets it.
void umbra_keep_traceback(lua_State *L, lua_State *of, int level);

// Counts every instruction of `L` and the coroutines that it will make, against the limit.
void umbra_vm_count_instructions(umbra_vm *vm, uint64_t limit);
// Gives `L` the hook that the VM's threads have: the one that counts, or none.
void umbra_vm_hook(umbra_vm *vm, lua_State *L);

// Pushes `function` as a Lua function; for bodies, inside Lua.
void umbra_push_host_function(lua_State *L, const umbra_host_function *function);

// The bodies that the bridge runs with umbra_run. Each takes its light userdata argument.
typedef struct umbra_chunk {
  const char *text;
  size_t length;
  const char *name;  // as lua_load's chunkname
} umbra_chunk;
int umbra_body_load(lua_State *L);       // umbra_chunk: leaves the compiled function
int umbra_body_load_and_call(lua_State *L);  // umbra_chunk: compiles and calls it
int umbra_body_resume(lua_State *L);     // umbra_message of (thread, arguments ...): resumes it
int umbra_body_new_thread(lua_State *L); // leaves a thread
int umbra_body_set_global(lua_State *L);  // umbra_message of (name, value)

// Where a host function is to stand: names from the globals down; missing tables are made.
typedef struct umbra_place {
  const char *const *names;
  int count;
  const umbra_host_function *function;
} umbra_place;
int umbra_body_set_function(lua_State *L);  // umbra_place

#endif
