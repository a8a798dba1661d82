// Objects of the host as Lua sees them: userdata with methods and fields by name.
#ifndef UMBRA_OBJECT_H
#define UMBRA_OBJECT_H

#include "umbra_vm.h"

typedef enum umbra_member_kind {
  UMBRA_METHOD,  // called as a.b(...) or a:b(...)
  UMBRA_GETTER,  // called for a.b
  UMBRA_SETTER,  // called for a.b = value
} umbra_member_kind;

typedef struct umbra_member {
  const char *name;
  umbra_member_kind kind;
  const umbra_host_function *function;
} umbra_member;

typedef struct umbra_class {
  const char *name;  // what type errors and tostring call it
  const umbra_member *members;
  size_t count;
} umbra_class;

// Leaves the class's number. Argument: umbra_class.
int umbra_body_make_class(lua_State *L);

// Inside Lua: pushes a userdata for `object` of the class with that number. Two of one object are
// equal.
void umbra_push_object(lua_State *L, void *object, int64_t class);

// Inside Lua: pushes `function` as a method of the object at that index.
void umbra_push_method(lua_State *L, const umbra_host_function *function, int object);

// The host's pointer, where the value at `index` is an object; else NULL. Raises nothing.
void *umbra_object_at(lua_State *L, int index);
// In a host function: the object whose method or field was asked for.
static inline void *umbra_receiver(lua_State *L) {
  return umbra_object_at(L, lua_upvalueindex(2));
}

#endif
