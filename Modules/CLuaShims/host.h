#ifndef UMBRA_HOST_H
#define UMBRA_HOST_H

#include "umbra_object.h"

// Calls a host function, from the C function that stands for it. Its arguments are what lies on the
// stack from `first` up. `hidden`: how many of those below the script counts too, when an error says
// which argument is bad; or that its argument is what the script assigns to the name at index 2.
#define UMBRA_HIDDEN_FIELD (-1)
int umbra_call_host(lua_State *L, const umbra_host_function *function, umbra_object *receiver,
                    int first, int hidden);

#endif
