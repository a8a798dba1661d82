// libuv's header, from Debian's libuv1-dev (1.44.2 there).
#include <uv.h>
