// The arena's upper half: blocks of whole pages. In C for the same reason as arena.c.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

static inline char *address_of(const umbra_arena *arena, uint32_t first) {
  return arena->upper + ((size_t)first << PAGE_SHIFT);
}

static inline uint32_t first_of(const umbra_arena *arena, const void *block) {
  return (uint32_t)((size_t)((const char *)block - arena->upper) >> PAGE_SHIFT);
}

// A bin for each length up to 16 pages, then one for each doubling.
static unsigned bin_of(uint32_t count) {
  return count <= 16 ? count - 1 : 12u + 31u - (unsigned)__builtin_clz(count);
}

static void mark(umbra_arena *arena, uint32_t first, uint32_t count, run_state state) {
  page *table = arena->page_table;
  table[first].count = table[first + count - 1].count = count;
  table[first].state = table[first + count - 1].state = state;
}

static void put(umbra_arena *arena, uint32_t first, uint32_t count, run_state state) {
  mark(arena, first, count, state);
  unsigned bin = bin_of(count);
  page *run = &arena->page_table[first];
  run->previous = 0;
  run->next = arena->state.bins[bin];
  if (run->next) arena->page_table[run->next - 1].previous = first + 1;
  arena->state.bins[bin] = first + 1;
  arena->state.filled_bins |= 1ull << bin;
}

static void take(umbra_arena *arena, uint32_t first) {
  page *run = &arena->page_table[first];
  unsigned bin = bin_of(run->count);
  if (run->previous) arena->page_table[run->previous - 1].next = run->next;
  else arena->state.bins[bin] = run->next;
  if (run->next) arena->page_table[run->next - 1].previous = run->previous;
  if (!arena->state.bins[bin]) arena->state.filled_bins &= ~(1ull << bin);
  if (run->state == RUN_DIRTY) arena->state.idle -= (size_t)run->count << PAGE_SHIFT;
}

static bool is_free(const page *page) { return page->state >= RUN_CLEAN; }

// Takes `count` pages out of the free run at `first`, and puts the rest back.
static void carve(umbra_arena *arena, uint32_t first, uint32_t count) {
  page *run = &arena->page_table[first];
  uint32_t rest = run->count - count;
  run_state state = run->state;
  take(arena, first);
  if (rest) {
    put(arena, first + count, rest, state);
    if (state == RUN_DIRTY) arena->state.idle += (size_t)rest << PAGE_SHIFT;
  }
  mark(arena, first, count, RUN_USED);
}

// The smallest bin whose runs all fit, then the one below, where some may.
static bool find(umbra_arena *arena, uint32_t count, uint32_t *found) {
  unsigned bin = bin_of(count);
  for (uint32_t at = arena->state.bins[bin], tries = 8; at && tries; tries--) {
    if (arena->page_table[at - 1].count >= count) return *found = at - 1, true;
    at = arena->page_table[at - 1].next;
  }
  uint64_t above = bin + 1 < 64 ? arena->state.filled_bins >> (bin + 1) << (bin + 1) : 0;
  if (!above) return false;
  *found = arena->state.bins[__builtin_ctzll(above)] - 1;
  return true;
}

static bool extend(umbra_arena *arena, uint32_t count, uint32_t *first) {
  if (arena->page_count - arena->state.pages < count) return false;
  *first = arena->state.pages;
  arena->state.pages += count;
  if (arena->state.pages > arena->most_pages) arena->most_pages = arena->state.pages;
  return true;
}

static uint32_t pages_of(size_t size) { return (uint32_t)((size + PAGE_SIZE - 1) >> PAGE_SHIFT); }

static bool is_possible(const umbra_arena *arena, size_t size) {
  return size <= (size_t)arena->page_count << PAGE_SHIFT;
}

void *arena_run_new(umbra_arena *arena, size_t size) {
  if (!is_possible(arena, size)) return NULL;
  uint32_t count = pages_of(size), first;
  size_t bytes = (size_t)count << PAGE_SHIFT;
  if (!arena_admit(arena, bytes)) return NULL;
  if (find(arena, count, &first)) carve(arena, first, count);
  else if (extend(arena, count, &first)) mark(arena, first, count, RUN_USED);
  else return NULL;
  arena_charge(arena, bytes);
  return address_of(arena, first);
}

// Frees pages that are in no list, together with the free runs on either side.
static void release(umbra_arena *arena, uint32_t first, uint32_t count) {
  arena->state.idle += (size_t)count << PAGE_SHIFT;
  const page *table = arena->page_table;
  if (first + count < arena->state.pages && is_free(&table[first + count])) {
    uint32_t after = first + count, more = table[after].count;
    if (table[after].state == RUN_CLEAN) arena->state.idle += (size_t)more << PAGE_SHIFT;
    take(arena, after);
    if (table[after].state == RUN_DIRTY) arena->state.idle += (size_t)more << PAGE_SHIFT;
    count += more;
  }
  if (first > 0 && is_free(&table[first - 1])) {
    uint32_t more = table[first - 1].count;
    first -= more;
    if (table[first].state == RUN_CLEAN) arena->state.idle += (size_t)more << PAGE_SHIFT;
    take(arena, first);
    if (table[first].state == RUN_DIRTY) arena->state.idle += (size_t)more << PAGE_SHIFT;
    count += more;
  }
  put(arena, first, count, RUN_DIRTY);
}

void arena_run_free(umbra_arena *arena, void *block) {
  uint32_t first = first_of(arena, block), count = arena->page_table[first].count;
  arena->state.used -= (size_t)count << PAGE_SHIFT;
  release(arena, first, count);
}

static bool grow(umbra_arena *arena, uint32_t first, uint32_t count, uint32_t wanted) {
  uint32_t more = wanted - count, after = first + count;
  size_t bytes = (size_t)more << PAGE_SHIFT;
  bool is_last = after == arena->state.pages;
  if (is_last ? arena->page_count - after < more
              : !is_free(&arena->page_table[after]) || arena->page_table[after].count < more)
    return false;
  if (!arena_admit(arena, bytes)) return false;
  if (is_last) extend(arena, more, &after);
  else carve(arena, after, more);
  mark(arena, first, wanted, RUN_USED);
  arena_charge(arena, bytes);
  return true;
}

bool arena_run_resize(umbra_arena *arena, void *block, size_t size) {
  if (!is_possible(arena, size)) return false;
  uint32_t first = first_of(arena, block), count = arena->page_table[first].count;
  uint32_t wanted = pages_of(size);
  if (wanted > count) return grow(arena, first, count, wanted);
  if (wanted < count) {
    mark(arena, first, wanted, RUN_USED);
    arena->state.used -= (size_t)(count - wanted) << PAGE_SHIFT;
    release(arena, first + wanted, count - wanted);
  }
  return true;
}

// Gives what is idle back to the system.
void arena_run_trim(umbra_arena *arena) {
  for (unsigned bin = 0; bin < BINS; bin++) {
    for (uint32_t at = arena->state.bins[bin]; at; at = arena->page_table[at - 1].next) {
      page *run = &arena->page_table[at - 1];
      if (run->state == RUN_CLEAN) continue;
      madvise(address_of(arena, at - 1), (size_t)run->count << PAGE_SHIFT, MADV_DONTNEED);
      run->state = arena->page_table[at - 1 + run->count - 1].state = RUN_CLEAN;
    }
  }
  for (span *span = arena->state.free_spans; span; span = span->next)
    madvise(arena->base + ((size_t)(span - arena->span_table) << SPAN_SHIFT), SPAN_SIZE,
            MADV_DONTNEED);
  arena->state.idle = 0;
}

size_t arena_run_size(const umbra_arena *arena, const void *block) {
  return (size_t)arena->page_table[first_of(arena, block)].count << PAGE_SHIFT;
}
