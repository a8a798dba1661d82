// Objects of the host as Lua sees them: userdata with methods and fields by name.
#ifndef UMBRA_OBJECT_H
#define UMBRA_OBJECT_H

#include "umbra_vm.h"

typedef enum umbra_member_kind {
  UMBRA_METHOD,      // called as a.b(...) or a:b(...)
  UMBRA_GETTER,      // called for a.b
  UMBRA_SETTER,      // called for a.b = value, with the value
  UMBRA_METAMETHOD,  // of that name, with the operands as Lua gives them
  UMBRA_INDEX,       // called for a[key] where nothing else answers, with the key
  UMBRA_NEWINDEX,    // called for a[key] = value, likewise, with both
} umbra_member_kind;

typedef struct umbra_member {
  const char *name;
  umbra_member_kind kind;
  const umbra_host_function *function;
} umbra_member;

// What all objects of one shape share: their members' names. Where two are the same, the later wins.
typedef struct umbra_class {
  const char *name;  // what type errors and tostring call it
  const umbra_member *members;
  size_t count;
} umbra_class;

// One object that Lua holds or is about to: the host's, at an address that stays.
typedef struct umbra_object {
  void *host;
  // How many userdata there are, and messages on their way in that name it. Once it is 0, the host
  // may let go of it.
  uint32_t references;
} umbra_object;

// Leaves the class's number. Argument: umbra_class.
int umbra_body_make_class(lua_State *L);
// A body for set-up, before there are objects.
int umbra_body_open_objects(lua_State *L);

// Inside Lua: pushes the userdata for `object`, of the class with that number; there is one at a
// time. Takes a reference over.
void umbra_push_object(lua_State *L, umbra_object *object, int64_t class);

// The object, where the value at `index` is one; else NULL. Raises nothing.
umbra_object *umbra_object_at(lua_State *L, int index);

#endif
