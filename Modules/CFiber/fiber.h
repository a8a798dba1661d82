// What the files of this target share.
#ifndef CFIBER_FIBER_H
#define CFIBER_FIBER_H

#include "annotation.h"
#include "cfiber.h"

#define INITIAL_EXEC __attribute__((tls_model("initial-exec")))  // reached without a call

typedef struct slab slab;

// Lies at the top of its own stack: made and freed with it, and on the page that is warm anyway.
struct cfiber {
  // First, as the inline functions know, and in a cache line of its own, which cfiber_fetch fetches.
  _Alignas(64) cfiber_place place;
  annotation annotation;
  slab *slab;
  char *low;     // the lowest usable byte; the guard lies below
  cfiber *next;  // in the pool
  cfiber_kind kind;
  bool shallow;  // its deep pages were given back, and it did not run since
};

// Usable bytes and guard of each kind. The guard is wider than a page because Swift does not probe
// the stack: a frame bigger than the guard would step over it, onto the next stack.
#define SIZE(kind) ((size_t)((kind) == CFIBER_SMALL ? 64 << 10 : 1 << 20))
#define GUARD(kind) ((size_t)((kind) == CFIBER_SMALL ? 16 << 10 : 64 << 10))

// switch.c: makes the fibre begin when it is entered next.
void cfiber_prepare(cfiber *fiber);

// guard.c: makes [start, start + size) fault.
bool cfiber_guard(void *start, size_t size);

// slab.c: stacks that no thread holds.
cfiber *cfiber_slab_take(cfiber_kind kind);
void cfiber_slab_give(cfiber *fiber);
size_t cfiber_slab_mapped(void);

// thread.c: has what this thread holds given back when it ends.
void cfiber_thread_watch(void);
// pool.c and overflow.c: give back their part.
void cfiber_pool_end(void);
void cfiber_overflow_end(void);

#endif
