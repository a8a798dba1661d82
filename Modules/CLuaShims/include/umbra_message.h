// Values on their way from the host into Lua.
//
// Host code may not build Lua values: that allocates, may collect garbage and may raise an error, and
// all three must happen inside Lua, where a tick can stop them and no Swift frame is in the way. So the
// host writes down what it wants, and this target builds it after the host's frames are gone.
//
// A message is a sequence of operations, each a byte and its operand in the machine's byte order:
//   N nil   T true   F false   I int64   D double   S uint64 length, bytes
//   { uint32 array size, uint32 other size: a new table
//   # int64 index: table[index] = top, pops      = table[below top] = top, pops both
//   R int64: what the host holds in that slot of the shelf
//   C pointer: a Lua function for an umbra_host_function
//   O pointer, int64: an umbra_object, of the class with that number; takes a reference over
#ifndef UMBRA_MESSAGE_H
#define UMBRA_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "umbra_vm.h"

typedef struct umbra_message {
  struct umbra_message *next;
  bool taken;
  size_t capacity;
  size_t length;
  int values;  // how many values the operations leave on the stack
  uint8_t *bytes;
} umbra_message;

// An empty message; NULL where there is no memory.
umbra_message *umbra_message_take(umbra_vm *vm);
// Room for `count` more bytes at the returned place; NULL where there is no memory.
void *umbra_message_extend(umbra_message *message, size_t count);
// For messages that were never sent.
void umbra_message_drop(umbra_message *message);

// Inside Lua: pushes the message's values and gives the message back. Returns their number.
int umbra_message_push(lua_State *L, umbra_message *message);

// For the VM's own use.
void umbra_message_recycle(umbra_vm *vm);
void umbra_message_free_all(umbra_vm *vm);

#endif
