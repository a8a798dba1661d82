// Duktape's header, from Debian's duktape-dev.
#include <duktape.h>
