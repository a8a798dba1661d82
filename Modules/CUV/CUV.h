// libuv's header, from Debian's libuv1-dev (1.44.2 there), and what Reactor needs of glibc besides.
#include <uv.h>

#include "process.h"
