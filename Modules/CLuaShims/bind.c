// Binds what Lua calls of the C library before Lua runs. In C because some of it has no name in Swift,
// and because a call from here goes through the same slots as one from liblua.
//
// A program that is linked as usual binds a function at its first call. glibc's binder
// (_dl_fixup, elf/dl-runtime.c) marks the thread as a reader of the list of libraries, and may take the
// loader's lock. A tick that took the thread away in the middle, for good, would leave that mark: the
// next dlclose, and now and then a dlopen, of another thread would wait for it, holding a lock that
// starting a thread takes too. So each function is called here once, while the flag is off.
#include "bind.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

// liblua is compiled with checks (_FORTIFY_SOURCE), which give these names to what it calls.
void *__memcpy_chk(void *to, const void *from, size_t size, size_t room);
int __snprintf_chk(char *to, size_t size, int level, size_t room, const char *format, ...);
void __longjmp_chk(jmp_buf place, int value) __attribute__((noreturn));

// Else the compiler would do by itself what it is to call for; for the same reason it must not know the
// numbers.
#define CALLED __attribute__((noinline, no_builtin))

static volatile double number = 0.5;
static volatile size_t size = 8;
static __thread volatile double sink;  // of each thread, which may bind at the same time
static __thread volatile size_t count;

CALLED static void bind_mathematics(void) {
  double x = number;
  int exponent;
  sink = acos(x) + asin(x) + atan2(x, x) + cos(x) + cosh(x) + exp(x) + fmod(x, x);
  sink = frexp(x, &exponent) + ldexp(x, 1) + log(x) + log10(x) + log2(x) + pow(x, x);
  sink = sin(x) + sinh(x) + sqrt(x) + tan(x) + tanh(x);
}

CALLED static void bind_strings(void) {
  char from[8] = "umbra", to[8];
  memcpy(to, from, size);
  __memcpy_chk(to, from, size, size);
  memset(to, 0, size);
  count = strlen(from) + strspn(from, "u") + (size_t)memcmp(from, to, size);
  count = (size_t)strcmp(from, to) + (size_t)strcoll(from, to);
  count = (size_t)memchr(from, 'u', size) + (size_t)strchr(from, 'u');
  count = (size_t)strpbrk(from, "u") + (size_t)strstr(from, "u");
}

CALLED static void bind_conversions(void) {
  char text[8];
  snprintf(text, sizeof text, "%.1f", number);
  __snprintf_chk(text, sizeof text, 1, sizeof text, "%.1f", number);
  sink = strtod("0.5", NULL);
  count = (size_t)localeconv() + (size_t)__ctype_b_loc() + (size_t)__ctype_tolower_loc() +
          (size_t)__ctype_toupper_loc();
}

CALLED static void bind_jumps(void) {
  jmp_buf place;
  if (_setjmp(place) == 0) __longjmp_chk(place, 1);
}

// What the arena and the handlers call themselves.
CALLED static void bind_system(timer_t timer) {
  struct timespec time;
  struct itimerspec spec;
  clock_gettime(CLOCK_MONOTONIC, &time);
  timer_gettime(timer, &spec);
  timer_settime(timer, 0, &spec, NULL);
  madvise(NULL, 0, MADV_NORMAL);
  errno = 0;
}

void umbra_bind(timer_t timer) {
  bind_mathematics();
  bind_strings();
  bind_conversions();
  bind_jumps();
  bind_system(timer);
}
