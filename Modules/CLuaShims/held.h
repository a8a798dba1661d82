#ifndef UMBRA_HELD_H
#define UMBRA_HELD_H

#include "umbra_tick.h"

// Inside Lua: pushes what the host holds in a slot of the shelf. The flag is off meanwhile: a tick in the
// middle would let others find the shelf with a value too many.
static inline void umbra_push_held(lua_State *L, int slot) {
  lua_State *shelf = umbra_vm_of(L)->shelf;
  umbra_self.in_lua = 0;
  lua_pushvalue(shelf, slot);
  lua_xmove(shelf, L, 1);
  umbra_flag_on();
}

#endif
