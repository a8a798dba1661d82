// See umbra_message.h. In C because everything here may raise a Lua error.
#include "umbra_message.h"

#include <lua5.4/lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "held.h"
#include "umbra_object.h"

// Buffers past this are not kept for reuse.
#define KEPT_CAPACITY (64 << 10)

umbra_message *umbra_message_take(umbra_vm *vm) {
  umbra_message *message = vm->messages;
  while (message && message->taken) message = message->next;
  if (!message) {
    message = calloc(1, sizeof *message);
    if (!message) return NULL;
    message->next = vm->messages;
    vm->messages = message;
  }
  message->taken = true;
  message->length = 0;
  message->values = 0;
  return message;
}

void *umbra_message_extend(umbra_message *message, size_t count) {
  size_t needed = message->length + count;
  if (needed < count) return NULL;
  if (needed > message->capacity) {
    size_t capacity = needed < 256 ? 256 : needed + needed / 2;
    uint8_t *bytes = realloc(message->bytes, capacity);
    if (!bytes) return NULL;
    message->bytes = bytes;
    message->capacity = capacity;
  }
  void *place = message->bytes + message->length;
  message->length = needed;
  return place;
}

void umbra_message_recycle(umbra_vm *vm) {
  vm->outbox = NULL;
  for (umbra_message *message = vm->messages; message; message = message->next) {
    message->taken = false;
    if (message->capacity <= KEPT_CAPACITY) continue;
    free(message->bytes);
    message->bytes = NULL;
    message->capacity = 0;
  }
}

void umbra_message_free_all(umbra_vm *vm) {
  while (vm->messages) {
    umbra_message *message = vm->messages;
    vm->messages = message->next;
    free(message->bytes);
    free(message);
  }
}

#define TAKE(type, name) \
  type name;             \
  memcpy(&name, at, sizeof name), at += sizeof name

static const uint8_t *push_string(lua_State *L, const uint8_t *at) {
  TAKE(uint64_t, length);
  lua_pushlstring(L, (const char *)at, (size_t)length);
  return at + length;
}

static const uint8_t *push_table(lua_State *L, const uint8_t *at) {
  TAKE(uint32_t, array);
  TAKE(uint32_t, other);
  lua_createtable(L, (int)array, (int)other);
  return at;
}

// Lets go of the objects that it mentions.
void umbra_message_drop(umbra_message *message) {
  const uint8_t *at = message->bytes, *end = at + message->length;
  while (at < end) {
    switch (*at++) {
      case 'N': case 'T': case 'F': case '=': break;
      case 'S': {
        TAKE(uint64_t, length);
        at += length;
        break;
      }
      case 'O': {
        TAKE(umbra_object *, object);
        object->references--;
        at += sizeof(int64_t);
        break;
      }
      default: at += 8;
    }
  }
  message->taken = false;
}

static const uint8_t *push_object(lua_State *L, const uint8_t *at) {
  TAKE(umbra_object *, object);
  TAKE(int64_t, class);
  umbra_push_object(L, object, class);
  return at;
}

// One operation with an operand of eight bytes.
static const uint8_t *push_word(lua_State *L, uint8_t operation, const uint8_t *at) {
  if (operation == 'D') {
    TAKE(double, number);
    lua_pushnumber(L, number);
    return at;
  }
  TAKE(int64_t, word);
  switch (operation) {
    case 'I': lua_pushinteger(L, word); break;
    case 'R': umbra_push_held(L, (int)word); break;
    case '#': lua_rawseti(L, -2, word); break;
    case 'C': umbra_push_host_function(L, (const umbra_host_function *)(intptr_t)word); break;
  }
  return at;
}

static const uint8_t *perform(lua_State *L, const uint8_t *at) {
  uint8_t operation = *at++;
  switch (operation) {
    case 'N': lua_pushnil(L); return at;
    case 'T': lua_pushboolean(L, 1); return at;
    case 'F': lua_pushboolean(L, 0); return at;
    case '=': lua_rawset(L, -3); return at;
    case 'S': return push_string(L, at);
    case '{': return push_table(L, at);
    case 'O': return push_object(L, at);
    default: return push_word(L, operation, at);
  }
}

// The message goes back before an error is raised here; where the script is stopped in the middle
// instead, `umbra_message_recycle` finds it.
int umbra_message_push(lua_State *L, umbra_message *message) {
  const uint8_t *at = message->bytes, *end = at + message->length;
  int values = message->values;
  bool fits = lua_checkstack(L, values + LUA_MINSTACK);
  while (fits && at < end) {
    fits = *at != '{' || lua_checkstack(L, LUA_MINSTACK);
    if (fits) at = perform(L, at);
  }
  message->taken = false;
  if (!fits) return luaL_error(L, "stack overflow (too many or too deep values from the host)");
  return values;
}
