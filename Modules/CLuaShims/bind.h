#ifndef UMBRA_BIND_H
#define UMBRA_BIND_H

#include <time.h>

// Has the dynamic linker bind, now, what runs of the C library inside Lua and in the handlers.
// `timer` may be any timer of this thread that is not armed.
void umbra_bind(timer_t timer);

#endif
