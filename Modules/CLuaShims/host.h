#ifndef UMBRA_HOST_H
#define UMBRA_HOST_H

#include "umbra_vm.h"

// Calls the host function in the running C function's first upvalue with what is on the stack.
// `level`: how far up the code is that an error is blamed on (as luaL_where's). `has_self`: whether the
// script's first argument was taken away, so that the others are counted from 2.
int umbra_call_host(lua_State *L, int level, bool has_self);

// run.c: keeps `L` for umbra_caller.
void umbra_note_caller(lua_State *L);

#endif
