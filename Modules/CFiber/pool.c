// Fibres made and freed: each thread keeps the stacks that it freed, the warmest on top. In C
// because a fibre is the top of its own stack, which Swift could not lay out.
#define _GNU_SOURCE
#include <sys/mman.h>

#include "fiber.h"

// Stacks kept without being asked: 64 MiB of each kind at the very most, if all were used deep.
static const size_t pool_limit[] = {[CFIBER_SMALL] = 1024, [CFIBER_LARGE] = 64};
// What stays of a stack when trimmed.
static const size_t warm_size[] = {[CFIBER_SMALL] = 16 << 10, [CFIBER_LARGE] = 64 << 10};

static __thread struct {
  cfiber *top[CFIBER_KINDS];
  size_t count[CFIBER_KINDS];
  ptrdiff_t live;
  bool watched;
} pool INITIAL_EXEC;

static void watch(void) {
  if (__builtin_expect(pool.watched, true)) return;
  cfiber_thread_watch();
  pool.watched = true;
}

static inline cfiber *pop(cfiber_kind kind) {
  cfiber *fiber = pool.top[kind];
  if (!fiber) return NULL;
  pool.top[kind] = fiber->next;
  pool.count[kind]--;
  return fiber;
}

cfiber *cfiber_new(cfiber_kind kind, cfiber_entry entry, void *argument) {
  cfiber *fiber = pop(kind);
  if (__builtin_expect(!fiber, false) && !(fiber = cfiber_slab_take(kind))) return NULL;
  fiber->entry = entry;
  fiber->argument = argument;
  fiber->shallow = false;
  cfiber_prepare(fiber);
  pool.live++;
  return fiber;
}

void cfiber_free(cfiber *fiber) {
  cfiber_kind kind = fiber->kind;
  annotate_free(&fiber->annotation);
  pool.live--;
  if (__builtin_expect(pool.count[kind] >= pool_limit[kind], false)) {
    cfiber_slab_give(fiber);
    return;
  }
  watch();
  fiber->next = pool.top[kind];
  pool.top[kind] = fiber;
  pool.count[kind]++;
}

static void give_deep_pages(cfiber *fiber) {
  if (fiber->shallow) return;
  madvise(fiber->low, SIZE(fiber->kind) - warm_size[fiber->kind], MADV_DONTNEED);
  fiber->shallow = true;
}

static void trim(cfiber_kind kind, size_t keep) {
  cfiber **rest = &pool.top[kind];
  size_t kept = 0;
  for (; kept < keep && *rest; kept++, rest = &(*rest)->next) give_deep_pages(*rest);
  cfiber *fiber = *rest;
  *rest = NULL;
  pool.count[kind] = kept;
  while (fiber) {
    cfiber *next = fiber->next;
    cfiber_slab_give(fiber);
    fiber = next;
  }
}

void cfiber_pool_trim(size_t keep) {
  for (cfiber_kind kind = 0; kind < CFIBER_KINDS; kind++) trim(kind, keep);
}

void cfiber_pool_end(void) {
  cfiber_pool_trim(0);
  pool.watched = false;  // whoever frees a fibre later in the thread's end has this run again
}

cfiber_stats cfiber_pool_stats(void) {
  return (cfiber_stats){
      .live = pool.live > 0 ? (size_t)pool.live : 0,
      .pooled = pool.count[CFIBER_SMALL] + pool.count[CFIBER_LARGE],
      .mapped = cfiber_slab_mapped(),
  };
}
