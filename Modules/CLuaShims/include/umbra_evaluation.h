// Evaluations: pieces of code that run one after the other in one VM, as those of a console do, and
// a VM that outlives their stops.
//
// A stop leaves the fibre that runs Lua where it stands. In the middle of an instruction that leaves
// the VM half done, and it can only be dropped or restored. But between two instructions, in a host
// function, and where a request for memory was refused, everything is in order except for the *Lua
// thread* (a lua_State, manual section 2.6) that was left: only it knows of the C frames that are gone.
// So each evaluation has a Lua thread of its own. A stop waits for the end of the present instruction,
// and the thread that was left then is garbage, like any coroutine that nobody resumes: nothing in it
// runs any more, no pcall, no __close. What the evaluation has stored elsewhere stays.
#ifndef UMBRA_EVALUATION_H
#define UMBRA_EVALUATION_H

#include "umbra_vm.h"

// Has stops wait for the end of an instruction, `patience` nanoseconds of CPU time at most. What takes
// longer (a C function of Lua's library, the collector) is left in the middle after all.
void umbra_vm_outlive_stops(umbra_vm *vm, uint64_t patience);

// After an umbra_run that was stopped: makes the VM ready for the next one. False where something was
// left in the middle (or on the main thread): then only umbra_vm_restore helps.
bool umbra_vm_recover(umbra_vm *vm);

// A body, for umbra_run on a Lua thread of its own and without its traceback: compiles an umbra_chunk,
// calls it, and has the global print show what it returned, as lua.c does. Leaves the results. Where it
// fails, the error is what its __tostring says, and umbra_push_traceback finds the place.
int umbra_body_evaluate(lua_State *L);

// A body: collects all garbage.
int umbra_body_collect(lua_State *L);

#endif
