// Calls from host functions, and from elsewhere, into Lua.
//
// A protected call with its message handler costs as much as the call in it. So from the second on the
// calls that one host function makes are a *row*: one protected call, on a fibre of its own, which waits
// for the next of them. It lasts until a call raises an error, or the host function is over. (Not the
// first: a row takes two of the 200 C calls that Lua allows, and most that call deep call once.)
#ifndef UMBRA_CALL_H
#define UMBRA_CALL_H

#include "cfiber.h"
#include "umbra_vm.h"

// What a run keeps for the host functions that are called in it, of which one runs at a time.
typedef struct umbra_frame {
  umbra_vm *vm;
  lua_State *caller;  // the state that has called the host function which runs now
  const char *floor;  // below that the stack has too little left for one
  bool has_called;    // that function, something of Lua's
  cfiber *row;        // where its row of calls waits; NULL: it has none
  int base;           // the top of `caller` below the row
} umbra_frame;

// The entry of the fibres that run Lua; their argument begins with their frame.
void umbra_run_on_fibre(void *argument);

// The frame of the run in which the running fibre is in a host function of `vm`; NULL where it is in
// none. A fibre that runs Lua is in one at most: what that calls in Lua has its own fibre.
static inline umbra_frame *umbra_host_frame(const umbra_vm *vm) {
  umbra_frame *frame = cfiber_argument(umbra_run_on_fibre);
  return frame && frame->vm == vm ? frame : NULL;
}

// Calls a Lua function: umbra_call_begin, then the host itself pushes up to UMBRA_PUSHED arguments that
// Lua stores without allocating, then umbra_call, which gets their number and a message of the
// others or NULL. The outcome is umbra_run's with traceback. `frame`: of the host function that calls,
// and `L` its caller; NULL with an `L` of the call's own. `in_row`: the frame, if it has a row after
// umbra_call_begin. The host clears the stack. In a row, that is down to the frame's base after an error,
// which ends the row; else a value more lies under the function.
#define UMBRA_PUSHED 12
// Pushes what lies under the arguments; `slot`: where the shelf has the function. Where it gives one
// of umbra_run's codes, nothing is pushed.
int umbra_call_begin(umbra_vm *vm, lua_State *L, umbra_frame *frame, int slot);
int umbra_call(umbra_vm *vm, lua_State *L, umbra_frame *in_row, int arguments,
               struct umbra_message *rest, int results);

// A value that lies in its slot as a whole; as an argument, a string too.
typedef enum umbra_type {
  UMBRA_NIL,
  UMBRA_BOOLEAN,
  UMBRA_INTEGER,
  UMBRA_NUMBER,
  UMBRA_TEXT,
  UMBRA_OTHER,
} umbra_type;
typedef struct umbra_scalar {
  umbra_type type;
  uint32_t length;  // of a text
  union {
    lua_Integer integer;  // of a boolean too
    lua_Number number;
    const char *text;  // the host's, where it stays until the call is over
  };
} umbra_scalar;

// Calls a Lua function with few arguments that are such values, from a host function that has called
// before; most calls are that, and in one go it takes half the time. Then `values` begins with the first
// result, or with UMBRA_OTHER, which lies on top of the caller. The outcome is umbra_call's.
#define UMBRA_SCALARS 2
typedef struct umbra_scalars {
  int slot, count;
  umbra_scalar values[UMBRA_SCALARS];
} umbra_scalars;
int umbra_call_scalars(umbra_frame *frame, umbra_scalars *call);

// The slow part of the next one.
void umbra_end_row(umbra_vm *vm);
// The running host function is over: to be said before anything else touches its caller's stack. Waits
// for its turn to do so.
static inline void umbra_host_function_over(umbra_vm *vm) {
  if (vm->rows > 0 || vm->midway) umbra_end_row(vm);
}

#endif
