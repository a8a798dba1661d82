// The part of Lua's standard library that scripts of strangers get, made safe.
//
// Everything here runs inside Lua, so it calls nothing that locks or allocates outside the arena.
#ifndef UMBRA_LIB_H
#define UMBRA_LIB_H

#include "umbra_vm.h"

// A body for umbra_run: opens _G, string, table, math, utf8 and coroutine.
// There is no debug, io, os, package, require, dofile, loadfile, warn, print and string.dump.
// * No address is shown: tostring, string.format("%s"/"%p") and the host show `umbra_push_name`.
// * load takes text only.
// * setmetatable refuses a metatable with __gc; the metatable of strings is protected.
// * collectgarbage knows collect, count, step, isrunning.
// * math.random has a state of its own, seeded by the host.
int umbra_body_open_libraries(lua_State *L);

// A body, with an umbra_place: makes a print there whose lines go to the function, one string each.
int umbra_body_set_print(lua_State *L);
// Likewise an io.write, whose texts go to the function as they are.
int umbra_body_set_write(lua_State *L);

// As luaL_tolstring, with the address masked: "table: 5f3a09c1d2e4". The mask is stable for a
// value's life. May raise an error and run Lua code (__tostring, if `with_metamethods`).
const char *umbra_push_name(lua_State *L, int index, bool with_metamethods, size_t *length);

// Sets the random state and the key of the mask. For a restored VM, before a script.
void umbra_vm_seed(umbra_vm *vm, const uint64_t seed[4]);

#endif
