// Lua's errors, as ThreadSanitizer sees them. In C because they are jumps.
//
// liblua jumps by the checked name of longjmp, which ThreadSanitizer does not know: it would take the C
// functions that an error leaves for functions that still run, more of them with each error that a script
// catches, and go through them all at each allocation.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#undef _FORTIFY_SOURCE  // with it, longjmp would be the function below
#include <setjmp.h>

__attribute__((noreturn)) void __longjmp_chk(jmp_buf place, int value) { longjmp(place, value); }
#endif
#endif
