// Guard pages. In C because the advice has no Swift name and the answer is kept for the process.
#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fiber.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102  // Linux 6.13
#endif

enum { UNKNOWN, LIGHT, SPLIT };
static atomic_int way;

// A light guard lives in the page table, so that all stacks of all slabs are one map entry. A
// protected one splits the mapping: two entries a stack, of 65,530 that a process may have.
static bool light_guard(void *start, size_t size) {
  if (madvise(start, size, MADV_GUARD_INSTALL) != 0) return false;
  if (atomic_load_explicit(&way, memory_order_relaxed) == LIGHT) return true;
  // Emulators take advice that they don't know and do nothing: have the kernel read from there.
  return access(start, F_OK) != 0 && errno == EFAULT;
}

bool cfiber_guard(void *start, size_t size) {
  if (atomic_load_explicit(&way, memory_order_relaxed) != SPLIT) {
    bool done = light_guard(start, size);
    if (!done && errno == ENOMEM) return false;
    atomic_store_explicit(&way, done ? LIGHT : SPLIT, memory_order_relaxed);
    if (done) return true;
  }
  return mprotect(start, size, PROT_NONE) == 0;
}
