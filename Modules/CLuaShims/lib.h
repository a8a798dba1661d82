#ifndef UMBRA_LIB_PARTS_H
#define UMBRA_LIB_PARTS_H

#include "umbra_lib.h"

// lib.c: puts `function` (NULL: nil) into the table on top; answers what was there.
lua_CFunction umbra_lib_replace(lua_State *L, const char *name, lua_CFunction function);
// lib_coroutine.c: opens the library.
void umbra_lib_open_coroutine(lua_State *L);
// lib_utf8.c: opens the library.
void umbra_lib_open_utf8(lua_State *L);
// lib_random.c: replaces random and randomseed in the table on top of the stack.
void umbra_lib_replace_random(lua_State *L);
// mend.c: mends the function on top, which was just compiled; does nothing to other values.
void umbra_lib_mend(lua_State *L);
// lib_sort.c: replaces sort in the table on top of the stack.
void umbra_lib_replace_sort(lua_State *L);
// mask.c: 48 bits that stand for an address.
uint64_t umbra_mask(const umbra_vm *vm, const void *address);

#endif
