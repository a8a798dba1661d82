// Lua 5.4's own headers, from Debian's liblua5.4-dev.
//
// The module map links the *static* library (`-l:liblua5.4.a`) and not the shared one:
// the shared one is bound lazily, so its first call of each libc function would run the
// dynamic linker's resolver inside Lua, where a tick may stop it for good (see the page
// "LibcInsideLua" in LuaBridge's documentation); and every call of the C API would go
// through the PLT.
#include <lua5.4/lua.h>
#include <lua5.4/lauxlib.h>
#include <lua5.4/lualib.h>
