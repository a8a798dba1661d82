// Fibres made and freed: each thread keeps the stacks that it freed, the warmest on top. In C
// because a fibre is the top of its own stack, which Swift could not lay out.
#define _GNU_SOURCE
#include <sys/mman.h>

#include "fiber.h"

// Stacks kept without being asked: 64 MiB of each kind at the very most, if all were used deep. Of
// small ones a thread may ask for more (cfiber_pool_keep_all).
static const size_t pool_limit[] = {[CFIBER_SMALL] = 1024, [CFIBER_LARGE] = 64};
// What stays of a stack when trimmed.
static const size_t warm_size[] = {[CFIBER_SMALL] = 16 << 10, [CFIBER_LARGE] = 64 << 10};

static __thread struct {
  cfiber *top[CFIBER_KINDS];
  size_t count[CFIBER_KINDS];
  cfiber *old;  // small stacks that lay here when the present age began
  size_t old_count;
  ptrdiff_t live;
  bool keeps_all;
  bool watched;
} pool INITIAL_EXEC;

static void watch(void) {
  if (__builtin_expect(pool.watched, true)) return;
  cfiber_thread_watch();
  pool.watched = true;
}

static cfiber *pop_old(void) {
  cfiber *fiber = pool.old;
  if (!fiber) return NULL;
  pool.old = fiber->next;
  pool.old_count--;
  return fiber;
}

static inline cfiber *pop(cfiber_kind kind) {
  cfiber *fiber = pool.top[kind];
  if (__builtin_expect(!fiber, false)) return kind == CFIBER_SMALL ? pop_old() : NULL;
  pool.top[kind] = fiber->next;
  pool.count[kind]--;
  __builtin_prefetch(fiber->next, true);  // a burst takes one after the other
  return fiber;
}

cfiber *cfiber_new(cfiber_kind kind, cfiber_entry entry, void *argument) {
  cfiber *fiber = pop(kind);
  if (__builtin_expect(!fiber, false) && !(fiber = cfiber_slab_take(kind))) return NULL;
  fiber->place.entry = entry;
  fiber->place.argument = argument;
  fiber->shallow = false;
  cfiber_prepare(fiber);
  pool.live++;
  return fiber;
}

void cfiber_free(cfiber *fiber) {
  cfiber_kind kind = fiber->kind;
  annotate_free(&fiber->annotation);
  pool.live--;
  if (__builtin_expect(pool.count[kind] >= pool_limit[kind], false) &&
      !(pool.keeps_all && kind == CFIBER_SMALL)) {
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

// Takes what lies below the `keep` warmest out of the pool.
static cfiber *split(cfiber_kind kind, size_t keep) {
  cfiber **rest = &pool.top[kind];
  size_t kept = 0;
  for (; kept < keep && *rest; kept++) rest = &(*rest)->next;
  cfiber *below = *rest;
  *rest = NULL;
  pool.count[kind] = kept;
  return below;
}

static void trim(cfiber_kind kind, size_t keep) {
  cfiber *fiber = split(kind, keep);
  while (fiber) {
    cfiber *next = fiber->next;
    cfiber_slab_give(fiber);
    fiber = next;
  }
  for (fiber = pool.top[kind]; fiber; fiber = fiber->next) give_deep_pages(fiber);
}

void cfiber_pool_trim(size_t keep) {
  cfiber_pool_cool(SIZE_MAX);
  for (cfiber_kind kind = 0; kind < CFIBER_KINDS; kind++) trim(kind, keep);
}

void cfiber_pool_keep_all(bool all) {
  pool.keeps_all = all;
  if (all) return;
  cfiber_pool_cool(SIZE_MAX);
  cfiber_pool_age();
  cfiber_pool_cool(SIZE_MAX);
}

bool cfiber_pool_grown(void) { return pool.count[CFIBER_SMALL] > pool_limit[CFIBER_SMALL]; }

void cfiber_pool_age(void) {
  if (pool.old || !cfiber_pool_grown()) return;
  size_t count = pool.count[CFIBER_SMALL];
  pool.old = split(CFIBER_SMALL, pool_limit[CFIBER_SMALL]);
  pool.old_count = count - pool.count[CFIBER_SMALL];
}

bool cfiber_pool_cool(size_t most) {
  for (cfiber *fiber; most && (fiber = pop_old()); most--) cfiber_slab_give(fiber);
  return pool.old;
}

void cfiber_pool_end(void) {
  cfiber_pool_trim(0);
  pool.watched = false;  // whoever frees a fibre later in the thread's end has this run again
}

cfiber_stats cfiber_pool_stats(void) {
  return (cfiber_stats){
      .live = pool.live > 0 ? (size_t)pool.live : 0,
      .pooled = pool.count[CFIBER_SMALL] + pool.count[CFIBER_LARGE] + pool.old_count,
      .mapped = cfiber_slab_mapped(),
  };
}
